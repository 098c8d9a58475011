-- What log.lua and presence.lua have in common where there are hooks: this text stands before theirs (see Script).
--
-- An outbox is a stream of what a hook is yet to be told of the rooms of one partition, in the order in which it happened. The time is in
-- the id of an entry, and the rest is a text in its field e:
--   log <first seq> <how many>, a newline, and the channel of the room: these are in its log now; what they say stands there alone
--   presence <version> <how many changes before these> <turn>, a newline, the channel, and the changes, each behind a newline:
--     "+<person>" who is there now, "-<person>" who is not any more; the turn is + when the room is occupied from the first of them on, - when
--     it is vacant behind the last, else =
--   dropped <how many>: so many entries were dropped, since too many waited
-- What was delivered is deleted from it, so an outbox is the position of its hook, too.

-- A receiver that is down does not fill Redis, nor is it told of everything when it is back.
local MOST_WAITING = 4096
-- How long an outbox is kept that nobody reads; whoever does drops what is a day old.
local KEPT_S = 2 * 86400
-- Changes in one entry, so that none is large.
local MOST_CHANGES = 50

-- Called when all is written: nothing of it may fail.
local function post(outbox, text)
  local waiting = redis.pcall('XLEN', outbox)
  if type(waiting) == 'table' then
    -- Of another type, so it is none.
    if string.find(waiting.err, 'WRONGTYPE', 1, true) then redis.pcall('UNLINK', outbox) end
    waiting = 0
  end
  if waiting >= MOST_WAITING then
    local kept = MOST_WAITING * 3 / 4
    redis.pcall('XADD', outbox, 'MAXLEN', '=', kept, '*', 'e', string.format('dropped %d', waiting + 1 - kept))
  end
  redis.pcall('XADD', outbox, '*', 'e', text)
  redis.pcall('EXPIRE', outbox, KEPT_S)
end

local function postChanges(outbox, channel, version, before, count, changes)
  local last = math.max(#changes, 1)
  for first = 1, last, MOST_CHANGES do
    local turn = '='
    if first == 1 and before == 0 and count > 0 then turn = '+' end
    if first + MOST_CHANGES > last and before > 0 and count == 0 then turn = '-' end
    local text = string.format('presence %.0f %d %s\n', version, first - 1, turn) .. channel
    for i = first, math.min(first + MOST_CHANGES - 1, #changes) do text = text .. '\n' .. changes[i] end
    if #changes > 0 or turn ~= '=' then post(outbox, text) end
  end
end

-- Reads a stretch of a room's log, and gives the room an epoch if it has none.
--
-- KEYS  1 the log   2 what is known of the room (see publish.lua)
-- ARGV  1 a name for the epoch, should the room have none yet   2 how long an idle room is kept, in seconds
--       3, 4 the first and the last seq wanted ('+' for no end)   5 at most how many, the newest of them
-- Returns epoch, newest seq of the log, oldest seq that it holds (newest + 1 when none); then for each entry of the log (see publish.lua)
--       that has some of them: the seq of its first message, its time, its lines. The first and the last entry may have more than is
--       wanted.
local room = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
local epoch, seq = room[1], tonumber(room[2] or 0)
if not epoch then
  epoch = ARGV[1]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'seq', 0)
  -- Nothing was ever said here: a day is enough.
  redis.call('EXPIRE', KEYS[2], math.min(tonumber(ARGV[2]), 86400))
end

local function firstAndLast(entry)
  local last, more = string.match(entry[1], '^(%d+)-(%d+)$')
  return last - more, tonumber(last)
end

local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local reply = {epoch, seq, oldest and (firstAndLast(oldest)) or seq + 1}

local newestFirst, to, missing = {}, ARGV[4], tonumber(ARGV[5])
if to ~= '+' then
  -- The last one wanted may stand in the middle of an entry, whose name is that of its end.
  local across = redis.call('XRANGE', KEYS[1], to + 1, '+', 'COUNT', 1)[1]
  local first = across and firstAndLast(across)
  if first and first <= tonumber(to) then
    newestFirst[1] = across
    missing = missing - (to - first + 1)
  end
end
while missing > 0 do
  local entries = redis.call('XREVRANGE', KEYS[1], to, ARGV[3], 'COUNT', 16)
  for i = 1, #entries do
    if missing > 0 then
      local first, last = firstAndLast(entries[i])
      newestFirst[#newestFirst + 1] = entries[i]
      missing = missing - (last - first + 1)
    end
  end
  if #entries < 16 then break end
  to = '(' .. entries[16][1]
end

for i = #newestFirst, 1, -1 do
  local entry = newestFirst[i]
  reply[#reply + 1] = (firstAndLast(entry))
  -- The only message of an entry of an earlier version has its time in it already.
  reply[#reply + 1] = tonumber(entry[2][4] or 0)
  reply[#reply + 1] = entry[2][2]
end
return reply

-- Reads a stretch of a room's log, and gives the room an epoch if it has none.
--
-- KEYS  1 the log   2 what is known of the room (of both see room.lua)
-- ARGV  1 a name for a new epoch   2 how long an idle room is kept, in seconds
--       3, 4 the first and the last seq wanted ('+' for no end)   5 at most how many   6 at most how many bytes of lines, but for one entry
--       7 which of them: the 'newest' or the 'oldest'   8 'events' of all kinds; or 'messages', of which alone so many are wanted
-- Returns epoch, newest seq of the log, oldest seq that it holds (newest + 1 when none), how many entries of other programs were passed
--       over, what of the room was not what it should be, and is void now ('' as a rule); a list of finished frames, each behind its seq,
--       that stand for what else has that seq; when the oldest events are wanted, another one of messages before the first seq that these
--       events have changed, as they are by now; then for each entry of the log that has some of the messages wanted: the seq of its first
--       message, its time, its lines. The first and the last entry may have more than is wanted. Where messages are wanted, events have
--       no lines, and no frame.
local log, state, void = KEYS[1], KEYS[2], ''
local room = redis.pcall('HMGET', state, 'epoch', 'seq', 'changed')
if isWrongType(room) then
  redis.call('DEL', state)
  room, void = {}, 'the type of ' .. state
elseif room.err then
  return redis.error_reply(room.err)
end
local epoch, seq = room[1], integer(room[2] or 0)
if not seq then
  epoch, void = nil, 'what is known of it'
elseif epoch and (#epoch == 0 or #epoch > 64 or string.find(epoch, '[^%w_-]')) then
  -- It could not travel in a line.
  epoch, void = ARGV[1], 'its epoch'
  redis.call('HSET', state, 'epoch', epoch)
end
if not epoch then
  epoch, seq = ARGV[1], 0
  redis.call('DEL', log, beside(log, 'changes'), beside(log, 'reactors'))
  redis.call('HSET', state, 'epoch', epoch, 'seq', 0)
  redis.call('HDEL', state, 'at', 'span', 'bytes', 'changed')
  -- Nothing was ever said here: a day is enough.
  redis.call('EXPIRE', state, math.min(tonumber(ARGV[2]), 86400))
end
if isWrongType(redis.pcall('XRANGE', log, '-', '+', 'COUNT', 1)) then
  redis.call('DEL', log)
  void = 'the type of ' .. log
end

-- Nil when there is nothing beside the log.
local changes = room[3] and beside(log, 'changes')
if changes and isWrongType(redis.pcall('ZCARD', changes)) then
  redis.call('DEL', changes)
  void = 'the type of ' .. changes
end

local function text(number) return string.format('%d', number) end

-- Entries of other programs are passed over, but not without end: in a log that is full of them the rest is as good as lost.
local MOST_SKIPPED = 1024
local skipped = 0

-- Gives the log's own entries between two ids to a function, until that returns nothing; else it returns how many more it may want. The
-- first block has so many.
local function walk(command, from, to, count, take)
  while skipped <= MOST_SKIPPED do
    local entries, more = redis.call(command, log, from, to, 'COUNT', count), 64
    for _, entry in ipairs(entries) do
      local first, last, at = parse(entry, seq)
      if first then
        more = take(entry, first, last, at)
        if not more then return end
      else
        skipped = skipped + 1
      end
    end
    if #entries < count then return end
    from = '(' .. entries[count][1]
    count = math.max(1, math.min(4 * count, 64, math.floor(more)))
  end
end

-- The first entry of the log's own from this id on: the seqs of its first and last message, its time, and itself.
local function firstFrom(id)
  local found = {}
  walk('XRANGE', id, text(seq), 1, function(entry, first, last, at) found = {first, last, at, entry} end)
  return unpack(found)
end

local from, to = tonumber(ARGV[3]), ARGV[4] == '+' and seq or math.min(tonumber(ARGV[4]), seq)
local missing, most, isOldest, isPage = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == 'oldest', ARGV[8] == 'messages'
local taken, frames, former, size = {}, {}, {}, 0

local function isWanted(text) return not isPage or string.sub(text, 1, 18) == '{"type":"message",' end

local function add(list, seq, frame)
  list[#list + 1] = seq
  list[#list + 1] = frame
  size = size + #frame
end

-- Adds the message that an event is about, when that is not among those wanted but before them.
local known = {}
local function addFormer(event)
  local kind, of = string.match(event, '^{"type":"(%a+)","seq":[^,]+,"room":"[^"]*","of":(%d+),')
  if kind and kind ~= 'message' and tonumber(of) < from and not known[of] then
    known[of] = true
    local frame = redis.call('ZRANGEBYSCORE', changes, of, of)[1]
    if frame then add(former, of, frame) end
  end
end

-- Takes the frames beside the log from one seq to another, in the order wanted, as long as more is wanted.
local function takeBeside(first, last)
  local low, high = text(math.max(first, from)), text(math.min(last, to))
  while changes and missing > 0 and size < most do
    local found
    if isOldest then
      found = redis.call('ZRANGEBYSCORE', changes, low, high, 'WITHSCORES', 'LIMIT', 0, 64)
      low = '(' .. (found[#found] or low)
    else
      found = redis.call('ZREVRANGEBYSCORE', changes, high, low, 'WITHSCORES', 'LIMIT', 0, 64)
      high = '(' .. (found[#found] or high)
    end
    for i = 1, #found, 2 do
      if missing <= 0 or size >= most then return end
      local wanted = isWanted(found[i])
      add(frames, found[i + 1], wanted and found[i] or '')
      if wanted then missing = missing - 1 end
      if isOldest and not isPage then addFormer(found[i]) end
    end
    if #found < 128 then return end
  end
end

-- Takes the frames that stand for some of an entry.
local function takeInstead(first, last)
  local found = redis.call('ZRANGEBYSCORE', changes, text(first), text(last), 'WITHSCORES')
  for i = 1, #found, 2 do add(frames, found[i + 1], found[i]) end
end

local function take(entry, first, last, at)
  local lines = entry[2][2]
  local wanted = first < last or isWanted(lines)
  if wanted then missing = missing - (math.min(last, to) - math.max(first, from) + 1) end
  if changes and wanted then takeInstead(first, last) end
  if changes and isOldest and not isPage and first == last then addFormer(lines) end
  taken[#taken + 1] = {first, at, wanted and lines or ''}
  size = size + (wanted and #lines or 0)
  return missing > 0 and size < most and math.min(missing, (most - size) * #taken / (size + 1))
end

if isOldest then
  local next = from
  walk('XRANGE', text(from), text(seq), 16, function(entry, first, last, at)
    takeBeside(next, first - 1)
    next = last + 1
    return first <= to and missing > 0 and size < most and take(entry, first, last, at)
  end)
  takeBeside(next, to)
else
  local next = to
  local function down(entry, first, last, at)
    takeBeside(last + 1, next)
    next = first - 1
    return missing > 0 and size < most and take(entry, first, last, at)
  end
  -- The last one wanted may stand in the middle of an entry, whose name is that of its end.
  local first, last, at, across
  if to < seq then first, last, at, across = firstFrom(text(to + 1)) end
  local more = not (first and first <= to) or down(across, first, last, at)
  if more then walk('XREVRANGE', text(to), text(from), 16, down) end
  takeBeside(from, next)
  for i = 1, math.floor(#taken / 2) do
    taken[i], taken[#taken + 1 - i] = taken[#taken + 1 - i], taken[i]
  end
end

local oldest = firstFrom('-') or taken[1] and taken[1][1] or seq + 1
local firstBeside = changes and redis.call('ZRANGE', changes, 0, 0, 'WITHSCORES')[2]
local reply = {epoch, seq, math.min(oldest, firstBeside or oldest), skipped, void, frames, former}
for _, part in ipairs(taken) do
  for i = 1, 3 do reply[#reply + 1] = part[i] end
end
return reply

-- Reads a stretch of a room's log, and gives the room an epoch if it has none.
--
-- KEYS  1 the log   2 what is known of the room (see publish.lua)
-- ARGV  1 a name for the epoch, should the room have none yet   2 how long an idle room is kept, in seconds
--       3, 4 the first and the last seq wanted ('+' for no end)   5 at most how many, the newest of them
-- Returns epoch, newest seq of the log, oldest seq that it holds (newest + 1 when none); then for each entry of the log (see publish.lua)
--       that has some of them: the seq of its first message, its time, its lines. The first and the last entry may have more than is
--       wanted. An entry that publish.lua did not make is returned as 0, 0 and ''.
local room = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
local epoch, seq = room[1], tonumber(room[2] or 0)
if not epoch then
  epoch = ARGV[1]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'seq', 0)
  -- Nothing was ever said here: a day is enough.
  redis.call('EXPIRE', KEYS[2], math.min(tonumber(ARGV[2]), 86400))
end

-- The seqs of an entry's first and last message, and its time; nothing when publish.lua did not make it.
local function parse(entry)
  local last, more = string.match(entry[1], '^(%d+)-(%d+)$')
  last, more = tonumber(last), tonumber(more)
  local fields = entry[2]
  local at = fields[3] == 'at' and tonumber(fields[4])
  if at and fields[1] == 'f' and more < last and last <= seq then return last - more, last, at end
end

-- The first entry of publish.lua from this id on, and the seq of its first message.
local function firstFrom(id)
  while true do
    local entry = redis.call('XRANGE', KEYS[1], id, '+', 'COUNT', 1)[1]
    if not entry then return end
    local first = parse(entry)
    if first then return entry, first end
    id = '(' .. entry[1]
  end
end

-- Newest first, and the parts of each from the last to the first.
local parts = {}
local function take(entry)
  local first, last, at = parse(entry)
  parts[#parts + 1] = first and entry[2][2] or ''
  parts[#parts + 1] = at or 0
  parts[#parts + 1] = first or 0
  return first and last - first + 1 or 0
end

local to, missing = ARGV[4], tonumber(ARGV[5])
if to ~= '+' then
  -- The last one wanted may stand in the middle of an entry, whose name is that of its end.
  local across, first = firstFrom(to + 1)
  if across and first <= tonumber(to) then
    take(across)
    missing = missing - (to - first + 1)
  end
end
while missing > 0 do
  local entries = redis.call('XREVRANGE', KEYS[1], to, ARGV[3], 'COUNT', 16)
  for i = 1, #entries do
    if missing > 0 then missing = missing - take(entries[i]) end
  end
  if #entries < 16 then break end
  to = '(' .. entries[16][1]
end

local _, oldest = firstFrom('-')
local reply = {epoch, seq, oldest or seq + 1}
for i = #parts, 1, -1 do reply[#reply + 1] = parts[i] end
return reply

-- Reads a stretch of a room's log, and gives the room an epoch if it has none.
--
-- KEYS  1 the log   2 what is known of the room (see publish.lua)
-- ARGV  1 a name for the epoch, should the room have none yet   2 how long an idle room is kept, in seconds
--       3, 4 the first and the last seq wanted ('+' for no end)   5 at most how many, the newest of them
-- Returns epoch, newest seq of the log, oldest seq that it holds (newest + 1 when none), seq of the first frame, then the frames.
local room = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
local epoch, seq = room[1], tonumber(room[2] or 0)
if not epoch then
  epoch = ARGV[1]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'seq', 0)
  -- Nothing was ever said here: a day is enough.
  redis.call('EXPIRE', KEYS[2], math.min(tonumber(ARGV[2]), 86400))
end

local function seqOf(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end

local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local newestFirst = redis.call('XREVRANGE', KEYS[1], ARGV[4], ARGV[3], 'COUNT', ARGV[5])
local count = #newestFirst
local reply = {epoch, seq, oldest and seqOf(oldest) or seq + 1, count > 0 and seqOf(newestFirst[count]) or 0}
for i = count, 1, -1 do
  reply[#reply + 1] = newestFirst[i][2][2]
end
return reply

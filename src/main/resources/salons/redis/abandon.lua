-- Gives a room a new epoch, and publishes it: what its members saw and what its log holds are not the same.
--
-- KEYS  1 what is known of the room (see room.lua)
-- ARGV  1 the epoch to give up; nothing happens when the room has another one by now   2 the new one   3 the channel
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if room[1] == ARGV[1] then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2])
  redis.call('PUBLISH', ARGV[3], 'log ' .. ARGV[2] .. ' ' .. room[2] + 1 .. ' 0')
end
return redis.status_reply('OK')

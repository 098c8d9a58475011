-- Erases what was said in a room, and how it was moderated, and gives it a new epoch, which is published: whoever is in it begins anew.
--
-- KEYS  1 what is known of the room (see room.lua)   2.. what else is kept of it, but for who is there
-- ARGV  1 the new epoch   2 the channel   3 how long a room in which nothing was said is kept, in seconds
-- Returns 1, or 0 when nobody knows the room.
if redis.call('UNLINK', unpack(KEYS)) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'seq', 0)
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[2], 'log ' .. ARGV[1] .. ' 1 0')
return 1

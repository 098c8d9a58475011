-- Saves the rooms of a session, instead of those that were saved.
--
-- KEYS  1 the session
-- ARGV  1 for how many seconds   then of each room 2n its name   2n+1 who is in it, and since when
redis.call('DEL', KEYS[1])
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
if #ARGV > 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end
return redis.status_reply('OK')

-- Makes a room somebody's, if it is nobody's and nothing was ever said in it.
--
-- KEYS  1 the log   2 what is known of the room (of both see room.lua)
-- ARGV  1 how long an idle room is kept, in seconds   2 the channel   3 whose by
local rules = rulesOf(KEYS[1])
local room = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
if integer(room[2] or 0) == 0 and not redis.call('HGET', rules, 'owner') then
  redis.call('HSET', rules, 'owner', ARGV[3])
  keep(rules, nowMs(), tonumber(ARGV[1]))
  tellRules(ARGV[2], room)
end
return redis.status_reply('OK')

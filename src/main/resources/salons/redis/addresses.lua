-- Bans addresses of somebody who is banned, as long as they are.
--
-- KEYS  1 the log   2 what is known of the room (of both see room.lua)
-- ARGV  1 how long an idle room is kept, in seconds   2 the channel   3 who is banned (see Target)   then hashes of addresses
local rules, now = rulesOf(KEYS[1]), nowMs()
local till = string.match(redis.call('HGET', rules, 'ban ' .. ARGV[3]) or '', '^(%d+) address$')
local count = prune(rules, now)
if till and tonumber(till) > now then
  for i = 4, #ARGV do
    if count < MOST then
      redis.call('HSET', rules, 'address ' .. ARGV[i], till .. ' ' .. ARGV[3])
      count = count + 1
    end
  end
  keep(rules, now, tonumber(ARGV[1]))
  tellRules(ARGV[2], redis.call('HMGET', KEYS[2], 'epoch', 'seq'))
end
return redis.status_reply('OK')

-- Has the rules of a room that somebody looks after last, but not shorter than any ban: that may be newer than what they saw.
--
-- KEYS  1 the log   2 what is known of the room (of both see room.lua)
-- ARGV  1 how long an idle room is kept, in seconds
keep(rulesOf(KEYS[1]), nowMs(), tonumber(ARGV[1]))
return redis.status_reply('OK')

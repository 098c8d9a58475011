-- Numbers, logs and publishes the messages of some rooms in the order given, atomically for each room.
--
-- Messages travel and are logged as lines (see MessageTemplate): their frames, with placeholders for the seq and the time, and a newline
-- between two. To fill them in here would be most of the work: Lua hashes every byte of every string that it makes.
--
-- KEYS  as in log.lua
-- ARGV  as in log.lua, then 5 how many hooks there are, then for each room what append reads there
-- Returns for each room what write returns.
keysOfRoom = 4 + ARGV[5]
local replies, arg = {}, 6
for key = 1, #KEYS, keysOfRoom do
  replies[#replies + 1] = write(key, arg)
  local withId = ARGV[arg + 3] + 0
  arg = arg + 4 + withId + (withId > 0 and 1 or 0)
end
return replies

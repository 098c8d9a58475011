-- What the scripts that set what holds in a room have in common: this text stands before theirs (see Script).
--
-- Beside the log of a room of which something holds that is not so in any room is a hash, its rules:
--   topic, mode, slow   as moderators have set them (see RoomRules)
--   owner               the by of whose room it is
--   secret              makes the hashes of addresses those of this room alone
--   ban <whom>          until when, in ms; behind a blank a word, when it is of their addresses, too
--   mute <whom>         until when, in ms
--   address <hash>      until when, in ms, and behind a blank for whose ban
-- Who somebody is says Target. It expires with the room, but not before the last ban.
local MOST = 1000

-- The rules' key; what stands there and is no hash was written by another program, and is void.
local function rulesOf(log)
  local rules = beside(log, 'rules')
  if isWrongType(redis.pcall('HLEN', rules)) then redis.call('UNLINK', rules) end
  return rules
end

-- Gives each field of a kind, what is behind the kind, and its value to a function.
local function each(rules, kind, take)
  local all, prefix = redis.call('HGETALL', rules), kind .. ' '
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, #prefix) == prefix then take(all[i], string.sub(all[i], #prefix + 1), all[i + 1]) end
  end
end

-- Forgets what is over by now, in ms; returns how many bans and mutes there are, and when the last of them ends.
local function prune(rules, now)
  local count, last = 0, now
  for _, kind in ipairs({'ban', 'mute', 'address'}) do
    each(rules, kind, function(field, _, value)
      local till = integer(string.match(value, '^%d+'))
      if till and till > now then
        count, last = count + 1, math.max(last, till)
      else
        redis.call('HDEL', rules, field)
      end
    end)
  end
  return count, last
end

-- Has them last so many seconds, but not less than any ban.
local function keep(rules, now, ttl)
  local _, last = prune(rules, now)
  redis.call('EXPIRE', rules, math.max(ttl, math.ceil((last - now) / 1000)) + 60)
end

local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Has every instance read them: as if there were an event behind the next, so that all see that they missed something. No event does it
-- which nobody is to be told of.
local function tellRules(channel, room)
  if room[1] then redis.pcall('PUBLISH', channel, string.format('log %s %d 0', room[1], (integer(room[2] or 0) or 0) + 2)) end
end

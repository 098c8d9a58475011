-- Appends an event by which a moderator keeps order, and has it hold, in one step.
--
-- KEYS, ARGV  as in log.lua for one room, then what append reads there; then
--       1 what is done: 'kick', 'ban', 'unban', 'mute', 'unmute', 'topic', 'mode', 'slow'   2 the by of who does it, when it is verified, or ''
--       3 '1' when they may in any case, '0' when they may if the room is theirs   4 to whom (see Target), or ''   5 for how many seconds
--       6 the topic or mode   7 for a ban of addresses, too: a secret, should the room have none; else ''
-- Returns what write returns. Why nothing was appended is 'forbidden', 'owner' (the room is theirs), 'too_many', or, when it is so
-- already, "<seq> <at>" of the room's newest event.
keysOfRoom = #KEYS
local arg = 9 + ARGV[8] * 2
local action, by, mayAll, whom = ARGV[arg], ARGV[arg + 1], ARGV[arg + 2] == '1', ARGV[arg + 3]
local seconds, value, secret = ARGV[arg + 4], ARGV[arg + 5], ARGV[arg + 6]
local rules = rulesOf(KEYS[1])

local function get(field) return redis.call('HGET', rules, field) end

-- Whether it is so already.
local function isSo()
  if action == 'unban' then return not get('ban ' .. whom) end
  if action == 'unmute' then return not get('mute ' .. whom) end
  if action == 'topic' then return (get('topic') or '') == value end
  if action == 'mode' then return (get('mode') or 'open') == value end
  return action == 'slow' and (get('slow') or '0') == seconds
end

local function set(field, to, default)
  if to == default then redis.call('HDEL', rules, field) else redis.call('HSET', rules, field, to) end
end

-- What holds by the event from now on; a ban is in the place of one that there is.
local function hold(now)
  local till = string.format('%d', now + seconds * 1000)
  if action == 'ban' then
    redis.call('HSET', rules, 'ban ' .. whom, secret == '' and till or till .. ' address')
    if secret ~= '' and not get('secret') then redis.call('HSET', rules, 'secret', secret) end
    if get('owner') and 'b' .. get('owner') == whom then redis.call('HDEL', rules, 'owner') end
  elseif action == 'mute' then
    redis.call('HSET', rules, 'mute ' .. whom, till)
  elseif action == 'unmute' then
    redis.call('HDEL', rules, 'mute ' .. whom)
  elseif action == 'topic' then
    set('topic', value, '')
  elseif action == 'mode' then
    set('mode', value, 'open')
  elseif action == 'slow' then
    set('slow', seconds, '0')
  end
  if action == 'ban' or action == 'unban' then
    each(rules, 'address', function(field, _, value)
      if string.match(value, ' (.*)$') == whom then redis.call('HDEL', rules, field) end
    end)
  end
  if action == 'unban' then redis.call('HDEL', rules, 'ban ' .. whom) end
end

return write(1, 5, function(newest, newestAt, now)
  local owner = get('owner')
  if not mayAll and (by == '' or owner ~= by) then return 'forbidden' end
  local isTheirs = owner and 'b' .. owner == whom
  if isTheirs and not mayAll and (action == 'kick' or action == 'ban' or action == 'mute') then return 'owner' end
  local count = prune(rules, now)
  if isSo() then return string.format('%d %d', newest, newestAt) end
  local isNew = (action == 'ban' or action == 'mute') and not get(action .. ' ' .. whom)
  if isNew and count >= MOST then return 'too_many' end
  return nil, function()
    hold(now)
    keep(rules, now, ttl)
    return 0
  end
end)

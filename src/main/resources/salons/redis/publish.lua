-- Numbers, logs and publishes the messages of some rooms in the order given, atomically for each room.
--
-- Messages travel and are logged as lines (see MessageTemplate): their frames, with placeholders for the seq and the time, and a newline
-- between two. To fill them in here would be most of the work: Lua hashes every byte of every string that it makes.
--
-- KEYS, four a room
--       1 the log: a stream with an entry for all that was said at once, <seq of the last>-<how many before it>, the lines in its
--         field f and the time in its field at
--       2 what is known of the room (a hash: epoch, seq, time of the last message, and the ten-minute span that the ids are of)
--       3, 4 the ids taken in even and in odd spans (hashes: id -> "<seq> <at>")
-- ARGV  1 how many messages a log keeps at least   2 how long an idle room is kept, in seconds
--       3 a name for the epoch of a room that has none yet
--       then for each room: the channel, how many messages, their lines, how many ids (0 or one a message), the ids ('' for none)
-- Returns for each room a text, why it could not be done, or: time in ms, first seq taken, how many were taken; then for each id
--       that had been taken before: the position of its message from 1, and "<seq> <at>" of the first.
--
-- Published: "log <epoch> <first seq> <time>", a newline, and the lines.
local now = redis.call('TIME')
local clock, clockSpan = now[1] * 1000 + math.floor(now[2] / 1000), math.floor(now[1] / 600)

local function publish(key, arg)
  local room = redis.call('HMGET', KEYS[key + 1], 'epoch', 'seq', 'span', 'at')
  local epoch, seq, span, lastAt = room[1], tonumber(room[2] or 0), tonumber(room[3] or 0), tonumber(room[4] or 0)
  -- Time never runs backwards in a room, though the clock may: after a failover it is another one.
  local at = math.max(clock, lastAt)
  -- An id is remembered for the span it was taken in and the whole span after: for ten minutes at least.
  local thisSpan = math.max(clockSpan, span)
  local current, previous = KEYS[key + 2 + thisSpan % 2], KEYS[key + 3 - thisSpan % 2]
  if not epoch or span ~= thisSpan then
    -- Before anything is deleted: Redis refuses this one when it is full, and then nothing is done.
    redis.call('HSET', KEYS[key + 1], 'epoch', epoch or ARGV[3], 'span', thisSpan)
    redis.call('UNLINK', current)
    if not epoch or span ~= thisSpan - 1 then redis.call('UNLINK', previous) end
    if not epoch then redis.call('UNLINK', KEYS[key]) end
    epoch = epoch or ARGV[3]
  end

  local count, lines, withId = tonumber(ARGV[arg + 1]), ARGV[arg + 2], tonumber(ARGV[arg + 3])
  -- Numbers become text once: Lua's own way is slow.
  local atText = string.format('%d', at)
  local ids, before = {}, {}
  if withId > 0 then
    local idsHere, taken = {}, {}
    for i = 1, withId do
      local id = ARGV[arg + 3 + i]
      local first = id ~= '' and (idsHere[id] or redis.call('HGET', current, id) or redis.call('HGET', previous, id))
      if first then
        taken[i] = true
        before[#before + 1] = i
        before[#before + 1] = first
      elseif id ~= '' then
        idsHere[id] = string.format('%d %s', seq + i - #before / 2, atText)
        ids[#ids + 1] = id
        ids[#ids + 1] = idsHere[id]
      end
    end
    if #before > 0 then
      local i, left = 0, {}
      for line in string.gmatch(lines, '[^\n]+') do
        i = i + 1
        if not taken[i] then left[#left + 1] = line end
      end
      count, lines = #left, table.concat(left, '\n')
    end
  end

  if count > 0 then
    local last = seq + count
    local lastText, oldest = string.format('%d', last), string.format('%d', math.max(last - ARGV[1] + 1, 0))
    redis.call('XADD', KEYS[key], 'MINID', '~', oldest, lastText .. '-' .. count - 1, 'f', lines, 'at', atText)
    -- Not unpacked at once: Lua's stack is smaller than a batch may be.
    for i = 1, #ids, 200 do
      redis.call('HSET', current, unpack(ids, i, math.min(i + 199, #ids)))
    end
    -- The span ends in ten minutes at the latest, and what it took is remembered for ten more.
    if #ids > 0 and redis.call('HLEN', current) == #ids / 2 then redis.call('EXPIRE', current, 1200) end
    redis.call('HSET', KEYS[key + 1], 'seq', lastText, 'at', atText)
    redis.call('PUBLISH', ARGV[arg], string.format('log %s %d %s\n', epoch, seq + 1, atText) .. lines)
  end
  -- Once a minute is enough, which the minute more makes up for.
  if seq == 0 or math.floor(at / 60000) ~= math.floor(lastAt / 60000) then
    redis.call('EXPIRE', KEYS[key + 1], ARGV[2] + 60)
    redis.call('EXPIRE', KEYS[key], ARGV[2] + 60)
  end
  return {at, seq + 1, count, unpack(before)}
end

local replies, arg = {}, 4
for key = 1, #KEYS, 4 do
  -- A room whose keys are not what they should be fails alone.
  local done, reply = pcall(publish, key, arg)
  replies[#replies + 1] = done and reply or type(reply) == 'table' and reply.err or tostring(reply)
  arg = arg + 4 + ARGV[arg + 3]
end
return replies

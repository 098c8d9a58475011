-- Numbers, keeps and tells the messages of one room: all of it or nothing, in the order given.
--
-- KEYS  1 the log (a stream; entry <seq>-0 holds the frame in field f)
--       2 what is known of the room (a hash: epoch, seq, time of the last message, and the ten-minute span that the ids are of)
--       3, 4 the ids taken in even and in odd spans (hashes: id -> "<seq> <at>")
-- ARGV  1 the channel   2 how many messages the log keeps at least   3 how long an idle room is kept, in seconds
--       4 what a frame has before the seq   5 what a frame has after the time
--       6 a name for the epoch, should the room have none yet
--       7.. for each message: its id or '', and what its frame has between seq and time
-- Returns epoch, time in ms, first seq taken, how many were taken; then for each id that had been taken before:
--       the position of its message from 1, and "<seq> <at>" of the first.
--
-- Published: "<epoch> <first seq>", then the frames, each behind a newline (JSON has none of its own).
local now = redis.call('TIME')
local room = redis.call('HMGET', KEYS[2], 'epoch', 'seq', 'span', 'at')
local epoch, seq, span = room[1], tonumber(room[2] or 0), tonumber(room[3] or 0)
-- Time never runs backwards in a room, though the clock may: after a failover it is another one.
local at = math.max(now[1] * 1000 + math.floor(now[2] / 1000), tonumber(room[4] or 0))
if not epoch then
  epoch = ARGV[6]
  redis.call('DEL', KEYS[1], KEYS[3], KEYS[4])
end

-- An id is remembered for the span it was taken in and the whole span after: for ten minutes at least.
local thisSpan = math.max(math.floor(now[1] / 600), span)
local current, previous = KEYS[3 + thisSpan % 2], KEYS[4 - thisSpan % 2]
if span ~= thisSpan then
  redis.call('UNLINK', current)
  if span ~= thisSpan - 1 then redis.call('UNLINK', previous) end
end

local first, frames, ids, reply = seq + 1, {}, {}, {}
local idsBefore = {}
-- Numbers become text once: Lua's own way is slow.
local atText, seqText = string.format('%d', at), nil
for i = 7, #ARGV, 2 do
  local id = ARGV[i]
  local taken = id ~= '' and (idsBefore[id] or redis.call('HGET', current, id) or redis.call('HGET', previous, id))
  if taken then
    reply[#reply + 1] = (i - 5) / 2
    reply[#reply + 1] = taken
  else
    seq = seq + 1
    seqText = string.format('%d', seq)
    local frame = ARGV[4] .. seqText .. ARGV[i + 1] .. atText .. ARGV[5]
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], seqText .. '-0', 'f', frame)
    frames[#frames + 1] = frame
    if id ~= '' then
      idsBefore[id] = seqText .. ' ' .. atText
      ids[#ids + 1] = id
      ids[#ids + 1] = idsBefore[id]
    end
  end
end

if #ids > 0 then
  -- Not unpacked at once: Lua's stack is smaller than a batch may be.
  for i = 1, #ids, 200 do
    redis.call('HSET', current, unpack(ids, i, math.min(i + 199, #ids)))
  end
  -- The span ends in ten minutes at the latest, and what it took is remembered for ten more.
  if redis.call('HLEN', current) == #ids / 2 then redis.call('EXPIRE', current, 1200) end
end
if seqText then redis.call('HSET', KEYS[2], 'seq', seqText, 'at', atText) end
if not room[1] or span ~= thisSpan then redis.call('HSET', KEYS[2], 'epoch', epoch, 'span', thisSpan) end
-- Once a minute is enough, which the minute more makes up for.
if first == 1 or math.floor(at / 60000) ~= math.floor(tonumber(room[4] or 0) / 60000) then
  redis.call('EXPIRE', KEYS[2], ARGV[3] + 60)
  redis.call('EXPIRE', KEYS[1], ARGV[3] + 60)
end
if #frames > 0 then
  redis.call('PUBLISH', ARGV[1], epoch .. ' ' .. first .. '\n' .. table.concat(frames, '\n'))
end
return {epoch, at, first, #frames, unpack(reply)}

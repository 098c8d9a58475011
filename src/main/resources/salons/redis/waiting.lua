-- Reads the oldest of what waits for a hook (see outbox.lua).
--
-- KEYS  its outboxes
-- ARGV  1 at most so many entries of one   2, 3 no further outbox when there are so many entries, or so many bytes of them
--       4 the outbox to begin with, from 1: another one each time, so that none is hidden by one that is never empty
-- Returns which outboxes were none, and are deleted now, each behind a blank; then for each entry its outbox, its id and its text ('' when
--       publish.lua and presence.lua did not make it). Those of an outbox stand in their order.
local most, bytes, void, reply = 3 * ARGV[2], 0, '', {''}
for i = 0, #KEYS - 1 do
  local index = (ARGV[4] - 1 + i) % #KEYS + 1
  local entries = redis.pcall('XRANGE', KEYS[index], '-', '+', 'COUNT', ARGV[1])
  if entries.err then
    if not string.find(entries.err, 'WRONGTYPE', 1, true) then return redis.error_reply(entries.err) end
    redis.call('DEL', KEYS[index])
    void, entries = void .. ' ' .. KEYS[index], {}
  end
  for _, entry in ipairs(entries) do
    local text = entry[2][1] == 'e' and entry[2][2] or ''
    reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = index, entry[1], text
    bytes = bytes + #text
  end
  if #reply > most or bytes >= tonumber(ARGV[3]) then break end
end
reply[1] = void
return reply

#!/usr/bin/env python3
"""Answers "!ping" in a room, and misses nothing while it was away: python3 bot.py http://localhost:3000 general"""

import json, sys, time, urllib.error, urllib.request

base, room = sys.argv[1].rstrip("/"), sys.argv[2]
url = f"{base}/api/rooms/{room}"
last, wait = None, 2.0


def say(text, id):
    body = json.dumps({"user": "Bot", "text": text, "id": id}).encode()
    request = urllib.request.Request(url + "/messages", body, {"Content-Type": "application/json"})
    for attempt in range(5):  # The same id makes one message, however often it is sent.
        try:
            return urllib.request.urlopen(request, timeout=10).close()
        except OSError as e:
            time.sleep(float((getattr(e, "headers", None) or {}).get("Retry-After", 1)))


while True:
    try:
        headers = {"Last-Event-ID": last} if last else {}
        with urllib.request.urlopen(urllib.request.Request(url + "/events", headers=headers), timeout=40) as events:
            for line in events:
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if field == "id":
                    last = value
                elif field == "retry":
                    wait = int(value) / 1000
                elif field == "data" and json.loads(value).get("text") == "!ping":
                    say("pong", "pong-" + last.replace(":", "-"))
    except OSError:
        pass
    time.sleep(wait)

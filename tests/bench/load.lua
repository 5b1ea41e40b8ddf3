-- One script for all loads: wrk -s load.lua URL, with what to ask in the environment.
-- BENCH_WHAT: noop | check | get | list | search | create | post | redeem | complaint; BENCH_TOKEN; BENCH_FOLDER holds what prepare.mjs wrote;
-- BENCH_RUN makes idempotency keys and external ids of this run its own.
-- Ends with one line of JSON.

local what = os.getenv("BENCH_WHAT")
local folder = os.getenv("BENCH_FOLDER")
local run = os.getenv("BENCH_RUN")
local headers = { ["Authorization"] = "Bearer " .. (os.getenv("BENCH_TOKEN") or "") }
local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

local function lines(name)
  local list = {}
  for line in io.lines(folder .. "/" .. name) do list[#list + 1] = line end
  return list
end

local ids, cursors, members, about, count = nil, nil, nil, nil, 0

function init()
  math.randomseed(42 + thread_number)
  if what == "get" or what == "post" or what == "complaint" then ids = lines("ids") end
  if what == "list" then cursors = lines("cursors") end
  if what == "redeem" then members = lines("members") end
  if what == "complaint" then about = lines("about")[1]:sub(2, -2) end
  headers["Content-Type"] = "application/json"
end

-- Two Chinese characters and three Latin letters, as they stand in an address.
local searches = {
  "%E7%8E%8B%E4%BC%9F", "%E6%9D%8E%E8%8A%B3", "%E5%BC%A0%E5%A8%9C", "%E9%99%88%E6%95%8F", "%E8%B5%B5%E7%A3%8A",
  "ann", "ben", "car", "dav", "ele",
}

local paths = {
  noop = function() return "/" end,
  check = function() return "/v1/auth/check" end,
  get = function() return "/v1/customers/" .. ids[math.random(#ids)] end,
  search = function() return "/v1/customers?limit=25&q=" .. searches[math.random(#searches)] end,
  list = function() return "/v1/customers?limit=50&cursor=" .. cursors[math.random(#cursors)] end,
}

local body = '{"customer_id":"%s","external_id":"%s","occurred_at":"%s","lines":['
  .. '{"description":"noodles","quantity":"2","amount":{"amount":%d,"currency":"CNY"}},'
  .. '{"description":"tea","amount":{"amount":1200,"currency":"CNY"}}]}'

local newcomer = '{"name":"王小明","city":"上海","tags":["bench"],"card":"%s"}'
local complaint = '{"customer_id":"%s",%s,"text":"Waited for an hour"}'

-- A key of its own for each request that writes.
local function fresh()
  count = count + 1
  local key = run .. "-" .. thread_number .. "-" .. count
  headers["Idempotency-Key"] = key
  return key
end

local writes = {
  post = function()
    local key = fresh()
    local at = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - math.random(86400))
    return "/v1/purchases", body:format(ids[math.random(#ids)], key, at, math.random(100, 20000))
  end,
  create = function()
    return "/v1/customers", newcomer:format(fresh())
  end,
  redeem = function()
    fresh()
    local member = members[math.random(#members)]:match("^%S+")
    return "/v1/memberships/" .. member .. "/redemptions", '{"points":1}'
  end,
  complaint = function()
    fresh()
    return "/v1/complaints", complaint:format(ids[math.random(#ids)], about)
  end,
}

function request()
  if not writes[what] then return wrk.format("GET", paths[what](), headers) end
  local path, content = writes[what]()
  return wrk.format("POST", path, headers, content)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.3f,"rate":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

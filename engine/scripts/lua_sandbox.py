"""The Lua side of a run: what a script can reach, and what stops it.

The chunk below is executed once in every fresh runtime, before the limit on memory is set. It gives three functions
to Python: `run` (under all limits), `outcome` (after them) and `check` (compile only). The script's globals are a
table of their own; the real globals, which lupa itself reads between calls, stay out of its reach.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import lupa.lua52 as lua52

ENDED, FAILED, STOPPED = 0, 1, 2
"""What `run` returns; it must not return anything that needs memory, which may be used up."""

CHUNK = rb"""
local source, arguments, count, most_steps, stride, most_bytes, quick_seconds, seed = ...

local assert, error, getmetatable, ipairs, load, next, pairs, pcall, print, rawget, rawlen =
  assert, error, getmetatable, ipairs, load, next, pairs, pcall, print, rawget, rawlen
local select, setmetatable, tonumber, tostring, type, xpcall =
  select, setmetatable, tonumber, tostring, type, xpcall
local bit32, math, string, table = bit32, math, string, table
local byte, find, gmatch, gsub, match, rep, sub =
  string.byte, string.find, string.gmatch, string.gsub, string.match, string.rep, string.sub
local floor, unpack = math.floor, table.unpack
local clock, getinfo, metatable_of, sethook = os.clock, debug.getinfo, debug.getmetatable, debug.sethook

local over                -- the limit that ended the run; once set, nothing catches any error
local steps = 0
local handled = false     -- whether `explain` has seen the last error; it never sees one of memory, nor one of its own

local function stop(limit)
  over = over or limit
  error("script limit exceeded", 0)
end

local deadline = quick_seconds and clock() + quick_seconds

local function tick()
  steps = steps + stride
  if over or steps > most_steps then stop("steps") end
  if deadline and clock() > deadline then stop("time") end
end

-- The place in the script of the call that led to the error: frames of this file are not the script's business.
local function place()
  local level, frame = 4  -- above this function, its two callers: the one that raised
  repeat
    frame = getinfo(level, "Sl")
    level = level + 1
  until not frame or (frame.source ~= "=sandbox" and not (level == 5 and frame.what == "C"))
  if frame and frame.currentline > 0 then
    return frame.short_src .. ":" .. frame.currentline .. ": "
  end
  return ""
end

local function cause(message)
  if over or type(message) ~= "string" then return message end
  local raiser = getinfo(3, "f")
  if raiser and (raiser.func == error or raiser.func == assert) then return message end
  if match(message, "^C? ?stack overflow") or match(message, "^[^:]*:%d+: C? ?stack overflow") then
    over = "depth"
  end
  local _, last = find(message, "^sandbox:%d+: ")
  if not last then return message end
  -- The library's own message names the place and the arguments as the script wrote them: a worker finds it.
  if deadline then over = "time" end
  return place() .. sub(message, last + 1)
end

-- Called with every error where it is raised, while the frames of its calls still stand.
local function explain(message)
  local explained = cause(message)
  handled = true
  return explained
end

-- Runs after each protected call of a script. A failure costs 1,000 steps, since the hook sees little of a loop that
-- only fails.
local function settle(ok, ...)
  if ok then return true, ... end
  steps = steps + 1000
  if not handled then
    over = over or ((...) == "not enough memory" and "memory" or "depth")
  end
  handled = false
  if over then stop(over) end
  return false, ...
end

local function protected(body, ...)
  return settle(xpcall(body, explain, ...))
end

-- Lua runs a message handler with hooks off. A script's handler runs after the call instead, under them.
local function handle(handler, ok, ...)
  if ok then return true, ... end
  return false, select(2, protected(handler, ...))
end

-- Random numbers from two multiplicative generators combined (L'Ecuyer); the one of C is shared by the whole process.
local first, second = seed % 2147483562 + 1, floor(seed / 4194304) % 2147483398 + 1

local function random(...)
  first, second = first * 40014 % 2147483563, second * 40692 % 2147483399
  local unit = (first - second) % 2147483562 / 2147483562
  local given, low, high = select("#", ...), ...
  if given == 0 then return unit end
  if given > 2 then error("wrong number of arguments", 2) end
  if given == 1 then low, high = 1, low end
  low, high = tonumber(low), tonumber(high)
  if not (low and high) then error("bad argument to 'random' (number expected)", 2) end
  if low > high then error("bad argument #" .. given .. " to 'random' (interval is empty)", 2) end
  return floor(unit * (floor(high) - floor(low) + 1)) + floor(low)
end

local function randomseed(value)
  value = tonumber(value)
  if not value then error("bad argument #1 to 'randomseed' (number expected)", 2) end
  value = floor(value)
  if value ~= value or value - value ~= 0 then value = 0 end
  first, second = value % 2147483562 + 1, floor(value / 65536) % 2147483398 + 1
end

-- What a script sees.
local globals = {
  _VERSION = _VERSION, assert = assert, error = error, getmetatable = getmetatable, ipairs = ipairs, next = next,
  pairs = pairs, rawequal = rawequal, rawget = rawget, rawlen = rawlen, rawset = rawset, select = select,
  tonumber = tonumber, tostring = tostring, type = type, string = string, table = table, math = math, bit32 = bit32,
}
globals._G = globals
globals.print = function() end
globals.collectgarbage = function() return 0 end

function globals.pcall(...)
  if select("#", ...) == 0 then error("bad argument #1 to 'pcall' (value expected)", 2) end
  return protected(...)
end

function globals.xpcall(body, handler, ...)
  return handle(handler, protected(body, ...))
end

function globals.setmetatable(...)
  local _, metatable = ...
  if type(metatable) == "table" and rawget(metatable, "__gc") ~= nil then
    error("a metatable with __gc is not available", 2)
  end
  return (setmetatable(...))
end

math.random, math.randomseed = random, randomseed
string.dump = nil

-- The size is known before the work is done; an empty text would be repeated for seconds.
function string.rep(...)
  local text, times, separator = ...
  local count = tonumber(times)
  if type(text) == "string" and count then
    local size = (#text + (type(separator) == "string" and #separator or 0)) * count
    if size > most_bytes then stop("memory") end
    if size <= 0 then return "" end
  end
  return (rep(...))
end

-- Guards of a quick run: no hook runs inside a library call, so a call that might take long is not made.
if deadline then
  local effort = 0

  -- How many characters a match compares at worst: each repetition may try every length, from every start.
  local function afford(text, pattern, _, plain)
    if type(text) == "number" then text = tostring(text) end
    if type(text) == "string" and type(pattern) == "string" then
      local size = #text + 1
      if plain or not find(pattern, "[%^$*+?.([%%-]") then
        effort = effort + size * (#pattern + 1) / 32
      else
        local bare = gsub(pattern, "%%[^b]", "")
        local _, repeated = gsub(bare, "[*+-]", "")
        local _, balanced = gsub(bare, "%%b", "")
        local _, optional = gsub(bare, "%?", "")
        effort = effort + size ^ (1 + repeated + balanced) * 2 ^ optional
      end
      if effort > 100000 or #pattern > 1000 then stop("time") end
    end
  end

  local function afford_pattern(text, pattern)
    afford(text, pattern)
  end

  function string.find(...)
    afford(...)
    return find(...)
  end
  function string.match(...)
    afford_pattern(...)
    return match(...)
  end
  function string.gmatch(...)
    afford_pattern(...)
    return gmatch(...)
  end
  function string.gsub(...)
    afford_pattern(...)
    return gsub(...)
  end

  local function afford_list(list)
    if type(list) == "table" and (rawlen(list) > 1000 or metatable_of(list)) then stop("time") end
  end

  local concat, insert, remove, sort = table.concat, table.insert, table.remove, table.sort
  function table.concat(...)
    afford_list(...)
    return concat(...)
  end
  function table.insert(...)
    afford_list(...)
    return insert(...)
  end
  function table.remove(...)
    afford_list(...)
    return remove(...)
  end
  function table.sort(...)
    afford_list(...)
    return sort(...)
  end
end

local real_globals = _G
for name in pairs(real_globals) do
  real_globals[name] = nil
end

-- What Python calls.
local status, result

local function text_of(failure)
  local shown = type(failure)
  if shown == "string" or shown == "number" then return tostring(failure) end
  local metatable = getmetatable(failure)
  if type(metatable) == "table" and rawget(metatable, "__tostring") then return tostring(failure) end
  if shown == "nil" then return "nil" end
  return "(error object is a " .. shown .. " value)"
end

local function body()
  local script, message = load(source, "=script", "t", globals)
  if not script then error(message, 0) end
  return (script(unpack(arguments, 1, count)))
end

local function judge()
  local ok
  ok, result = protected(body)
  if not ok then
    local _, text = protected(text_of, result)
    result = type(text) == "string" and text or "the error has no text"
  end
  return ok
end

local function run()
  sethook(tick, "", stride)
  local alive, ok = xpcall(judge, explain)
  sethook()
  if alive and not over then return ok and 0 or 1 end
  over = over or "memory"
  return 2
end

local function outcome()
  return over, result
end

local function check()
  local _, script, message = pcall(load, source, "=script", "t", globals)
  result = not script and message or nil
  return script and 0 or 1
end

return run, outcome, check
"""


def refuse_attribute(_owner: object, name: object, _setting: bool) -> object:
    raise AttributeError(f"no attribute {name!r} is open to scripts")


def fresh_runtime() -> Any:
    """A runtime that nothing has run in: no Python objects to reach, bytes for strings, memory counted."""
    return lua52.LuaRuntime(
        unpack_returned_tuples=True,
        register_eval=False,
        register_builtins=False,
        encoding=None,
        attribute_filter=refuse_attribute,
        max_memory=0,
    )


@cache
def _bytecode() -> bytes:
    """The chunk, compiled; made from our own text in this process, so it may be loaded as it is."""
    dump = fresh_runtime().eval(b"function(text) return string.dump(assert(load(text, '=sandbox', 't'))) end")
    code = dump(CHUNK)
    assert isinstance(code, bytes)
    return code


def open_sandbox(runtime: Any, *settings: object) -> tuple[Any, Any, Any]:
    """The functions `run`, `outcome` and `check`; the settings are those of the chunk's first line."""
    run, outcome, check = runtime.execute(_bytecode(), *settings, name=b"=sandbox", mode=b"b")
    return run, outcome, check

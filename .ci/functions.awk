# Prints each C++ function of more than `limit` lines, and exits 1 if there is
# one. Follows the braces: what one opens is told from the text before it.

function reset() {
  depth = 0
  text = ""
  raw = 0
  continued = 0
}

# Takes away what may hold braces without being code.
function code_of(line) {
  if (raw) {
    if (!index(line, raw_end))
      return ""
    line = "\"\"" substr(line, index(line, raw_end) + length(raw_end))
    raw = 0
  }
  gsub(/'(\\[^']*|[^'\\])'/, "0", line)
  while (match(line, /R"[^( ]*\(/)) {
    raw_end = ")" substr(line, RSTART + 2, RLENGTH - 3) "\""
    rest = substr(line, RSTART + RLENGTH)
    line = substr(line, 1, RSTART - 1)
    if (!index(rest, raw_end)) {
      raw = 1
      break
    }
    line = line "\"\"" substr(rest, index(rest, raw_end) + length(raw_end))
  }
  gsub(/"(\\.|[^"\\])*"/, "\"\"", line)
  sub(/\/\/.*/, "", line)
  return line
}

# What the brace after `text` opens. clang-format puts no space before a brace
# that initializes, and one before a body.
function kind_of(text) {
  if (depth && (kind[depth] == "function" || kind[depth] == "block"))
    return "block"
  if (text ~ /[A-Za-z0-9_>]$/ || text ~ /[=,({] *$/)
    return "value"
  gsub(/alignas *\([^)]*\)/, "", text)
  if (text ~ /(^|[ \t])(namespace|extern "")([ \t]|$)/)
    return "scope"
  if (text ~ /^[ \t]*(template *<.*> *)?(class|struct|union|enum) /)
    return "scope"
  return text ~ /\(/ && text !~ /(^| )concept / ? "function" : "value"
}

function name_of(text) {
  gsub(/^[ \t]+|[ \t]+$/, "", text)
  gsub(/[ \t]+/, " ", text)
  if (text ~ /^CAF_TEST/)
    return text
  sub(/\(.*/, "", text)
  sub(/.*[ &*]/, "", text)
  return text
}

function open_brace(    opened) {
  opened = kind_of(text)
  depth++
  kind[depth] = opened
  start[depth] = FNR
  name[depth] = name_of(text)
  if (kind[depth] != "value")
    text = ""
}

function close_brace(    lines) {
  if (!depth)
    return
  lines = FNR - start[depth] + 1
  if (kind[depth] == "function" && lines > limit) {
    printf "%s:%d: %s has %d lines, at most %d\n",
      FILENAME, start[depth], name[depth], lines, limit
    broken = 1
  }
  if (kind[depth] != "value")
    text = ""
  depth--
}

FNR == 1 { reset() }

continued || (!raw && /^[ \t]*#/) {
  continued = /\\$/
  next
}

{
  line = code_of($0)
  while (match(line, /[{};]/)) {
    sign = substr(line, RSTART, 1)
    text = text substr(line, 1, RSTART - 1)
    line = substr(line, RSTART + 1)
    if (sign == "{")
      open_brace()
    else if (sign == "}")
      close_brace()
    else if (!depth || kind[depth] != "value")
      text = ""
  }
  # An access specifier begins no declaration.
  text = line ~ /^(public|private|protected): *$/ ? "" : text line " "
}

END { exit broken }

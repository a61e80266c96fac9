# Reads lines `FILE:LINE:#include …`, prints each that breaks the layer rule and
# each circle between the folders of actors/, and exits 1 if it printed any.

BEGIN {
  below["messages"] = "messages"
  below["config"] = "config"
  below["net"] = "net messages config"
  below["actors"] = "actors net messages config"
  below["troupe"] = "troupe actors net messages config"
  # Users see the headers, so these show nothing of what is inside.
  below["troupe headers"] = "troupe messages config"
  inner["net"]
  inner["actors"]
  inner["messages"]
  outer["troupe headers"]
  outer["app"]
  outer["examples"]
  below["app"] = "app troupe config"
  below["examples"] = "examples troupe config"
  below["bench"] = "bench app troupe actors net messages config"
  below["tests"] = "tests bench examples " below["bench"]
}

# Whether `word` is one of the words of `list`.
function among(word, list) {
  return index(" " list " ", " " word " ") > 0
}

function report(why) {
  print place ": " why
  broken = 1
}

# The part of `path` before the first slash, or nothing.
function first_folder(path) {
  return index(path, "/") ? substr(path, 1, index(path, "/") - 1) : ""
}

# The folder below actors/ that `path` lies in, or nothing.
function concern(path) {
  if (path !~ /^actors\/[^\/]+\//)
    return ""
  sub(/^actors\//, "", path)
  return first_folder(path)
}

function check_third_party(target) {
  if (target ~ /^caf\// && among(folder, "messages config net app examples"))
    report("includes " target ", but only actors/ knows CAF")
  if (target ~ /^caf\// && layer == "troupe headers")
    report("includes " target ", which users must not see")
  if (target ~ /^boost\/(asio|beast)[.\/]/ && !among(folder, "net tests bench") \
      && !(target ~ /^boost\/asio/ && concern(file) == "hosting"))
    report("includes " target ", which only net/ knows (of Asio actors/hosting/ too)")
}

function check_project(target,    from, to) {
  if (!among(first_folder(target), below[layer]))
    report("includes " target ", which is " \
           (first_folder(target) in inner && layer in outer \
              ? "hidden from " layer : "above or beside " folder "/"))
  if (folder == "examples" && first_folder(target) == "examples" \
      && target !~ "^examples/[^/]*$" \
      && substr(target, 1, match(target, /\/[^\/]*$/)) \
         != substr(file, 1, match(file, /\/[^\/]*$/)))
    report("includes " target ", which belongs to another example")
  from = concern(file)
  to = concern(target)
  if (from && to && from != to && !((from, to) in edge)) {
    edge[from, to] = place " includes " target
    concerns[from]
    concerns[to]
  }
}

{
  match($0, /^[^:]*:[0-9]+:/)
  place = substr($0, 1, RLENGTH - 1)
  file = substr(place, 1, index(place, ":") - 1)
  folder = first_folder(file)
  if (!(folder in below)) {
    report("lies in a folder without a layer")
    next
  }
  layer = file ~ /^troupe\/[^\/]*\.hpp$/ ? "troupe headers" : folder
  target = substr($0, RLENGTH + 1)
  quoted = target ~ /include[ \t]*"/
  gsub(/^[^<"]*[<"]|[>"].*$/, "", target)
  if (first_folder(target) in below)
    check_project(target)
  else if (quoted && (target !~ /\// || target ~ /^\./))
    report("includes " target " without its path from the root")
  else
    check_third_party(target)
}

# Prints the way from `at` back to `start` if there is one.
function circle(start, at, trail,    next_one) {
  for (next_one in concerns) {
    if (!((at, next_one) in edge))
      continue
    if (next_one == start) {
      print "actors/" start "/ includes itself in a circle:"
      print trail "  " edge[at, next_one]
      return 1
    }
    if (!(next_one in seen)) {
      seen[next_one]
      if (circle(start, next_one, trail "  " edge[at, next_one] "\n"))
        return 1
    }
  }
  return 0
}

END {
  for (start in concerns) {
    split("", seen)
    if (circle(start, start, "")) {
      broken = 1
      break
    }
  }
  exit broken
}

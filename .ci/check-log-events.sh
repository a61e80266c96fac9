#!/usr/bin/env bash
# Holds docs/log-events.md against the code: each line that the code can log
# stands in its table with the same event, level, component and keys, and the
# table has no other. Reports what is in one and not in the other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1-} in
  '') ;;
  --help | -h) echo "usage: .ci/check-log-events.sh" && exit ;;
  *) echo "usage: .ci/check-log-events.sh" >&2 && exit 2 ;;
esac

list=docs/log-events.md
[[ -f $list ]] || { echo "$list is missing" && exit 1; }

# Prints our sources without comments and line breaks, since a call may span
# lines. Tests log what they like; the log itself only passes on.
flat_sources() {
  local file
  git ls-files --cached --others --exclude-standard -- '*.hpp' '*.cpp' \
    | grep -vE '^(tests/|config/log[._])' \
    | while IFS= read -r file; do
      [[ ! -f $file ]] || sed -E 's,(^|[[:space:]])//.*,,' "$file"
    done \
    | tr -s '[:space:]' ' '
}

# Prints `event level component key key…` for each call of the log.
logged() {
  grep -oE '\blog::(trace|debug|info|warn|error|write|always)\([^;]*;' \
    | sed -E 's/write\( ?log::level::([a-z]+), ?/\1(/; s/::always\(/::info(/' \
    | while IFS= read -r call; do
      if [[ ! $call =~ ^log::([a-z]+)\(\ ?\"([a-z]+)\",\ \"([a-z0-9-]+)\" ]]; then
        echo "(not literal) ${call:0:60}"
        continue
      fi
      keys=$(grep -oE '\{"[a-z0-9_]+",' <<<"$call" | tr -d '{",' | tr '\n' ' ') \
        || true
      echo "${BASH_REMATCH[3]} ${BASH_REMATCH[1]} ${BASH_REMATCH[2]} $keys"
    done
}

# Prints the same for each row `| event | level | component | key, key | … |`.
listed() {
  awk -F ' *[|] *' '$3 ~ /^(trace|debug|info|warn|error)$/ {
    gsub(/[^a-z0-9_-]+/, " ", $5)
    gsub(/[^a-z0-9-]/, "", $2)
    print $2, $3, $4, $5
  }' "$list"
}

# Brings either to one line per event, sorted.
normal() { sed -E 's/ +/ /g; s/ $//' | LC_ALL=C sort -u; }

differences=$(diff <(flat_sources | logged | normal) <(listed | normal)) || true
[[ -n $differences ]] || exit 0
sed -nE "s,^< ,logged but not in $list: ,p; s,^> ,in $list but not logged: ,p" \
  <<<"$differences"
exit 1

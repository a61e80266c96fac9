#!/usr/bin/env bash
# Holds every source file to 300 lines and every C++ function to 40, from the
# line that opens its body to the one that closes it. Reports FILE:LINE, what
# it is and its lines. The C++ is read roughly: as clang-format writes it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1-} in
  '') ;;
  --help | -h) echo "usage: .ci/check-sizes.sh" && exit ;;
  *) echo "usage: .ci/check-sizes.sh" >&2 && exit 2 ;;
esac

# Lists the files of ours that match, without those deleted but not committed.
ours() {
  local file
  git ls-files --cached --others --exclude-standard -- "$@" \
    | while IFS= read -r file; do
      [[ ! -f $file ]] || printf '%s\n' "$file"
    done
}

status=0

while IFS= read -r file; do
  lines=$(wc -l <"$file")
  if ((lines > 300)); then
    echo "$file:301: file has $lines lines, at most 300"
    status=1
  fi
done < <(ours '*.cpp' '*.hpp' '*.ts' '*.tsx' '*.mjs' '*.sh' '*.awk' '*.cmake' \
  '*CMakeLists.txt' 'script/*' '.ci/*' 'bench/run' 'bench/instructions')

mapfile -t sources < <(ours '*.cpp' '*.hpp')
if ((${#sources[@]} > 0)); then
  awk -v limit=40 -f .ci/functions.awk "${sources[@]}" || status=1
fi
exit "$status"

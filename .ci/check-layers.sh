#!/usr/bin/env bash
# Holds every include against the layer rule of CONTRIBUTING.md: a file includes
# its own folder and those below it. Reports FILE:LINE of each that does not,
# and each circle between the folders of actors/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1-} in
  '') ;;
  --help | -h) echo "usage: .ci/check-layers.sh" && exit ;;
  *) echo "usage: .ci/check-layers.sh" >&2 && exit 2 ;;
esac

status=0
git grep --untracked --line-number --extended-regexp \
  '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' -- '*.hpp' '*.cpp' \
  | awk -f .ci/layers.awk || status=1

# A clone must stand alone: nothing in it may read a folder beside it.
if git grep --untracked --line-number -I --extended-regexp '[.][.]/shared\b'; then
  echo "a clone stands alone: see the references above to a folder beside it"
  status=1
fi
exit "$status"

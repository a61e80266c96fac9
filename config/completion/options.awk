# Lists the options of config/troupe.toml for the completion: their flags, or
# with `values=1` a branch of a case for each that takes one of a few words.
/^\[/ {
  section = $0
  gsub(/[][]/, "", section)
  section = section "."
}
/^# / && takes {
  takes = takes substr($0, 2)
}
/^# Takes / {
  takes = $0
  sub(/^# Takes /, "", takes)
}
/^[a-z]/ {
  sub(/ Read anew on SIGHUP[.]$/, "", takes)
  if (!values) print "--" section $1
  else if (takes == "true or false.") words = "true false"
  else if (takes ~ /^one of /) words = substr(takes, 8)
  else words = ""
  gsub(/,/, "", words)
  sub(/[.]$/, "", words)
  if (words) printf "    %s) echo '%s' ;;\n", section $1, words
  takes = ""
}

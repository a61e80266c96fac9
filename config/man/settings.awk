# Makes the settings of a manual page of config/troupe.toml: the comment before
# a line `[section]` or `key = value` is what it means.
function roff(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  if (text ~ /^[.']/) text = "\\&" text
  return text
}
function forget() { count = 0 }
function say_comment(  i) {
  for (i = 1; i <= count; ++i) print roff(comment[i])
}
/^#/ {
  sub(/^# ?/, "")
  comment[++count] = $0
  next
}
/^\[/ {
  section = $0
  gsub(/[][]/, "", section)
  printf ".SS %s\n", roff(comment[count])
  section = section "."
  forget()
  next
}
/^[a-z]/ {
  key = $1
  value = $0
  sub(/^[a-z0-9_]+ = /, "", value)
  printf ".TP\n\\fB%s\\fR = %s\n", roff(section key), roff(value)
  say_comment()
  forget()
  next
}
# A comment by itself: what the file is, or what the first part is about.
{
  if (count == 1 && section == "") printf ".SS %s\n", roff(comment[1])
  forget()
}

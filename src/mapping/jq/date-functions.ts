/**
 * jq's date functions for glibc, written in jq. jq leaves `strptime` and `strftime` to the C library. The one
 * in its WebAssembly build differs from glibc, which Ocean uses: in parsing (`%s`, `%Z`, `%j`, `%G-W%V`), in
 * times without a date, and in formatting (`%k`, `%P`, `%Z`, widths). Local time is UTC, as in Ocean's
 * images. Formats that are neither implemented here nor the same in both fail with an error that names them.
 */
const PARSING = String.raw`
def _ls_space: . == 32 or (. != null and . >= 9 and . <= 13);
def _ls_digit: . != null and . >= 48 and . <= 57;
def _ls_skip: until(.c[.i] | _ls_space | not; .i += 1);
def _ls_number($from; $to; $n): until(.c[.i] != 32; .i += 1)
  | if .c[.i] | _ls_digit | not then null
    else .v = .c[.i] - 48 | .i += 1 | .n = $n - 1
      | until(.n <= 0 or .v * 10 > $to or (.c[.i] | _ls_digit | not);
          .v = .v * 10 + .c[.i] - 48 | .i += 1 | .n -= 1)
      | if .v < $from or .v > $to then null else . end
    end;
def _ls_name($names): (.c[.i:.i + 9] | implode | ascii_downcase) as $text
  | first(($names | keys[] as $k | (.[$k], .[$k][:3]) | select(. as $name | $text | startswith($name))
      | {k: $k, l: length}), null) as $found
  | if $found == null then null else .v = $found.k | .i += $found.l end;
def _ls_weekdays: ["sunday","monday","tuesday","wednesday","thursday","friday","saturday"];
def _ls_months: ["january","february","march","april","may","june","july","august","september",
  "october","november","december"];
def _ls_zone: _ls_skip | .c[.i] as $sign
  | if $sign == 90 then .i += 1
    elif $sign != 43 and $sign != 45 then null
    else .i += 1 | .v = 0 | .n = 0
      | until(.n == 4 or (.c[.i] | _ls_digit | not); .v = .v * 10 + .c[.i] - 48 | .n += 1 | .i += 1
          | if .n == 2 and .c[.i] == 58 and (.c[.i + 1] | _ls_digit) then .i += 1 end)
      | if .n == 2 then .v *= 100 end
      | if (.n != 2 and .n != 4) or .v % 100 >= 60 then null end
    end;
def _ls_parse($format):
  reduce ($format | match("%[-_0^#]*([EO]?)(.)|\\s+|."; "gs")
    | [.string, (.captures | if length == 0 then null else .[0].string, .[1].string end)]) as [$text, $modifier, $c]
  (.; if . == null then null
    elif $text | test("^\\s") then _ls_skip
    elif $c == null then if .c[.i] == ($text | explode[0]) then .i += 1 else null end
    elif $modifier == "E" and ($c | test("[cCxXY]") | not) then null
    elif $modifier == "O" and $c == "w" then error("strptime: %Ow is not supported here")
    elif $modifier == "O" and ($c | test("[bBdehHImMSUVWy]") | not) then null
    elif $c == "%" then if .c[.i] == 37 then .i += 1 else null end
    elif $c == "Y" then _ls_number(0; 9999; 4) | if . then .Y = .v - 1900 | .want_century = false | .want = true end
    elif $c == "m" then _ls_number(1; 12; 2) | if . then .m = .v - 1 | .has_m = true | .want = true end
    elif $c == "d" or $c == "e" then _ls_number(1; 31; 2) | if . then .d = .v | .has_d = true | .want = true end
    elif $c == "H" or $c == "k" then _ls_number(0; 23; 2) | if . then .H = .v | .half = false end
    elif $c == "M" then _ls_number(0; 59; 2) | if . then .M = .v end
    elif $c == "S" then _ls_number(0; 61; 2) | if . then .S = .v end
    elif $c == "y" then _ls_number(0; 99; 2)
      | if . then .Y = (if .v >= 69 then .v else .v + 100 end) | .want_century = true | .want = true end
    elif $c == "b" or $c == "B" or $c == "h" then _ls_name(_ls_months)
      | if . then .m = .v | .has_m = true | .want = true end
    elif $c == "a" or $c == "A" then _ls_name(_ls_weekdays) | if . then .w = .v | .has_w = true end
    elif $c == "T" or $c == "X" then _ls_parse("%H:%M:%S")
    elif $c == "R" then _ls_parse("%H:%M")
    elif $c == "F" then _ls_parse("%Y-%m-%d") | if . then .want = true end
    elif $c == "D" or $c == "x" then _ls_parse("%m/%d/%y") | if . then .want = true end
    elif $c == "c" then _ls_parse("%a %b %e %H:%M:%S %Y") | if . then .want = true end
    elif $c == "r" then _ls_parse("%I:%M:%S %p")
    elif $c == "I" or $c == "l" then _ls_number(1; 12; 2) | if . then .H = .v % 12 | .half = true end
    elif $c == "p" then (.c[.i:.i + 2] | implode | ascii_downcase) as $half
      | if $half == "am" or $half == "pm" then .pm = $half == "pm" | .i += 2 else null end
    elif $c == "j" then _ls_number(1; 366; 3) | if . then .y = .v - 1 | .has_y = true end
    elif $c == "n" or $c == "t" then _ls_skip
    elif $c == "s" then if .c[.i] | _ls_digit | not then null
      else .v = 0 | until(.c[.i] | _ls_digit | not; .v = .v * 10 + .c[.i] - 48 | .i += 1)
        | (.v | gmtime) as $t | .Y = $t[0] - 1900 | .m = $t[1] | .d = $t[2] | .H = $t[3] | .M = $t[4]
        | .S = $t[5] | .w = $t[6] | .y = $t[7] end
    elif $c == "z" then _ls_zone
    elif $c == "Z" then _ls_skip | until(.c[.i] | . == null or _ls_space; .i += 1)
    elif $c == "C" then _ls_number(0; 99; 2) | if . then .century = .v | .want = true end
    elif $c == "u" then _ls_number(1; 7; 1) | if . then .w = .v % 7 | .has_w = true end
    elif $c == "w" then _ls_number(0; 6; 1) | if . then .w = .v | .has_w = true end
    elif $c == "g" then _ls_number(0; 99; 2)
    elif $c == "G" then if .c[.i] | _ls_digit then until(.c[.i] | _ls_digit | not; .i += 1) else null end
    elif $c == "U" or $c == "W" then _ls_number(0; 53; 2) | if . then .week = .v | .monday = ($c == "W") end
    elif $c == "V" then _ls_number(0; 53; 2)
    else null end);
def _ls_before: [0,31,59,90,120,151,181,212,243,273,304,334,365] as $days
  | (.Y + 1900) as $year | ($year % 4 == 0 and ($year % 100 != 0 or $year % 400 == 0)) as $leap
  | [$days | keys[] | $days[.] + (if $leap and . > 1 then 1 else 0 end)];
def _ls_weekday: (1900 + .Y - (if .m < 2 then 1 else 0 end)) as $year | ($year / 4 | trunc) as $fours
  | -473 + 365 * (.Y - 70) + $fours - ($fours / 25 | trunc) + ($fours / 100 | trunc)
    + [0,31,59,90,120,151,181,212,243,273,304,334][.m] + .d - 1 | (. % 7 + 7) % 7;
def _ls_date_of_day: _ls_before as $before | .y as $y
  | if $y >= $before[12] then error("strptime: \(.Y + 1900) has no day \($y + 1)") end
  | first(range(13) | select($before[.] > $y)) as $next
  | if .has_m then . else .m = $next - 1 end
  | if .has_d then .
    else .d = $y + 1 - (if $next > 0 then $before[$next - 1] elif $before[12] == 366 then 365 else 0 end) end;
def _ls_finish:
  if .half and .pm then .H += 12 end
  | if .century then .Y = (if .want_century then .Y % 100 else 0 end) + (.century - 19) * 100 end
  | if .want and (.has_w | not) then
      (if (.has_m and .has_d | not) and .has_y then _ls_date_of_day end) | .w = _ls_weekday end
  | if .want and (.has_y | not) then .m as $m | .y = _ls_before[$m] + .d - 1 end
  | if .week and .has_w then (if .monday then 1 else 0 end) as $offset
      | ({Y: .Y, m: 0, d: 1} | _ls_weekday) as $first
      | if .has_y then . else .y = (7 - ($first - $offset)) % 7 + (.week - 1) * 7 + (.w - $offset + 7) % 7 end
      | if .has_m and .has_d then . else _ls_date_of_day end
    end
  | [.Y + 1900, .m, .d, .H, .M, .S, .w, .y];
def _ls_strptime($format): strptime($format);
def strptime($format):
  if (type != "string") or ($format | type != "string")
    or ($format == "%Y-%m-%dT%H:%M:%SZ" and test("^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"))
  then _ls_strptime($format)
  else . as $text
    | ({c: explode, i: 0, Y: 0, m: 0, d: 0, H: 0, M: 0, S: 0, w: 8, y: 367} | _ls_parse($format)) as $found
    | if $found == null or ($found | .c[.i] | . != null and (_ls_space | not))
      then error("date \"\($text)\" does not match format \"\($format)\"")
      else $found | .c[.i:] as $rest | _ls_finish + (if $rest == [] then [] else [$rest | implode] end) end
  end;
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def fromdate: fromdateiso8601;
`;

const WRITING = String.raw`
def _ls_gmtime: gmtime;
def gmtime: if type == "number" and (fabs > 8640000000000)
  then error("gmtime: \(.) seconds are beyond what can be computed here") else _ls_gmtime end;
def localtime: gmtime;
def _ls_strftime($format): strftime($format);
def _ls_pad($char; $width): tostring | until(length >= $width; $char + .);
def _ls_format($format; $zone; $function):
  if ($format | type != "string") or (type != "number" and (type != "array" or (all(.[:8][]; type == "number") | not)))
  then _ls_strftime($format)
  else (if type == "number" then . else (. + [0,0,0,0,0,0])[:([length, 6] | max)] | mktime end | gmtime) as $t
    | if $t[0] < 1000 or $t[0] > 9999 then error("\($function): the year \($t[0]) is not supported here")
      else [$format | match("%([-_0^#]*)([0-9]*)([EO]?)(.)|%$|[^%]+"; "gs")
        | .string as $text | .captures | if length == 0 or .[3].string == null then $text
          else .[0].string as $flags | .[1].string as $width | .[2].string as $modifier | .[3].string as $c
          | if ($c | test("[aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%]") | not) then
              if ($text | length) == 2 then $text else error("\($function): \($text) is not supported here") end
            elif $flags == "" and $width == "" and $modifier == "" and ($c | test("[klPZ]") | not)
            then $t | _ls_strftime($text)
            elif $modifier == "E" and ($c | test("[cCxXyY]") | not) or $modifier == "O" and ($c | test("[deHIkmMSuUVwWy]") | not)
              or ($c | test("[cDFhnrRtTxXz%]")) and ($flags + $width != "") or ($flags | length) > 1
              or $width != "" and ($c == "s" or ($flags | test("-")))
              or ($c | test("[aAbBpPZ]")) and ($width != "" or ($flags | test("[-_0]")))
            then error("\($function): \($text) is not supported here")
            elif $c == "Z" then if $flags == "#" then $zone | ascii_downcase else $zone end
            elif $c | test("[aAbBpP]") then
              ($t | _ls_strftime("%" + ($c | if . == "P" then "p" end)))
              | if $c == "P" or ($c == "p" and $flags == "#") then ascii_downcase
                elif $flags != "" then ascii_upcase end
            else ($c | if . == "k" then "H" elif . == "l" then "I" end) as $plain
              | ($t | _ls_strftime("%" + $plain)) as $padded
              | ($padded | sub("^[ 0]+(?=.)"; "")) as $digits
              | (if $flags == "_" then " " elif $flags == "0" then "0" elif $c | test("[ekl]") then " " else "0" end) as $char
              | if $flags == "-" then $digits
                else $digits | _ls_pad($char; [($padded | length), ($width | if . == "" then 0 else tonumber end)] | max) end
            end
          end] | join("")
      end
  end;
def strftime($format): _ls_format($format; "GMT"; "strftime");
def strflocaltime($format): _ls_format($format; "UTC"; "strflocaltime");
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def todate: todateiso8601;
`;

const NAMES =
  /\b(?:strptime|strftime|strflocaltime|localtime|gmtime|todate|fromdate|todateiso8601|fromdateiso8601)\b/;

/** jq definitions to prepend to an expression; empty if it does not use dates. */
export function dateFunctionsFor(expression: string): string {
  return NAMES.test(expression) ? `${WRITING}${PARSING}` : '';
}

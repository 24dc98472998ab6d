# shellcheck shell=bash
# shellcheck disable=SC2154 # names of the district, and what scripts/demo has set
# A month of a district: records of firms, draws, samples, a failure with hold and recall, offices that share it, complaints, reports.
# Read by scripts/demo, which has built the programs and brings `title`, `run`, `expect`, `start`, `work`.

export YIMAD_INDEX_STATE_SECONDS=1
# Terms as they are: what is late shall be told.
unset YIMA_DEFINITIONS
export TZ=Asia/Shanghai
tables=$work/tables
title "A month from the scenario generator / 由场景生成器生成一个月的记录"
swift build -c "$configuration" --product DistrictTables
run DistrictTables "$tables" "$(date -d yesterday +%F)"
# shellcheck source=/dev/null
. "$tables/names.sh"
today=$(date +%F)
first=$(date -d '-30 days' +%F)
month=${today%-*}

title "A ledger of the city, its offices, laboratories and firms / 建立账本，登记机关、检验机构与主体"
start district
data=$work/district
journal() { printf '%s\n' "$work/journals/$1.${2:-pc-1}"; }
# rows TABLE: the rows of a table without its header.
rows() { tail -n +2 "$tables/$1.csv"; }
# enrol USCC DEVICE: a device with its journal.
enrol() {
    local vkey
    vkey=$(yima init --operator "$1" --name "$2" --ledger "$YIMA_LEDGER" --journal "$(journal "$1" "$2")" 2>>"$work/district.log")
    yimad device add --data "$data" --vkey "$vkey" 2>>"$work/district.log"
}
while IFS=, read -r uscc name; do
    yimad operator add --data "$data" --uscc "$uscc" --name "$name" 2>>"$work/district.log"
done < <(rows operators)
while IFS=, read -r uscc device; do enrol "$uscc" "$device"; done < <(rows journals)
for uscc in "$city" "$office" "$neighbour" "$laboratory"; do enrol "$uscc" pc-1; done
while IFS=, read -r prefix uscc; do
    yimad prefix assign --data "$data" --uscc "$uscc" --prefix "$prefix" 2>>"$work/district.log"
done < <(rows prefixes)
while IFS=, read -r uscc role scope; do
    yimad role grant --data "$data" --uscc "$uscc" --role "$role" --scope "$scope" 2>>"$work/district.log"
done < <(rows roles)
say "$(rows operators | wc -l) operators, $(rows journals | wc -l) devices of firms, $(rows prefixes | wc -l) prefixes, $(rows roles | wc -l) roles"

title "What firms recorded in the month / 主体录入一个月的记录"
while IFS=, read -r uscc device; do
    yima ingest --journal "$(journal "$uscc" "$device")" --accept MASS-1,CODE-3,CODE-4,LINK-1,LINK-4 "$tables/$uscc.$device.ndjson" \
        2>>"$work/district.log" | tail -n 1
done < <(rows journals)
title "What the laboratory found / 检验机构录入抽检结果"
for file in "$tables"/results-*.csv; do
    profile=$(basename "$file" .csv)
    run yima ingest --journal "$(journal "$laboratory")" --profile "${profile#results-}" "$file"
done

title "A draw of inspections / 双随机抽查"
cd "$work" || exit
run yima draw prepare "$month-food" --journal "$(journal "$office")" --firms "$tables/firms.csv" --inspectors "$tables/inspectors.csv" \
    --class A:1 --class B:2 --class C:4 --class D:8:5 --count 20 --district "$region" --title "${month}食品经营抽查" --matter 食品安全
run yima draw run "$month-food" --journal "$(journal "$office")"
awk -v day="$(TZ=Asia/Shanghai date +%F)" 'NR == 1 { print "uscc,day,result,remark" } NR > 1 { print $2 "," day "," (NR == 4 ? "发现问题已责令改正" : "no-problem") "," }' \
    "$month-food/result.txt" | sed -n 1,19p >"$work/findings.csv"
run yima draw publish "$month-food" --journal "$(journal "$office")" --findings "$work/findings.csv"

title "A plan of sampling, and a sample that fails / 抽检计划与一个不合格样品"
plan="urn:yima:sampling:$city:$month-food"
by_city=(--journal "$(journal "$city")")
run yima sample plan "$month-food" "${by_city[@]}" --quotas "$tables/plan-quotas.csv" --items "$tables/plan-items.csv" \
    --laboratories "$tables/plan-labs.csv" --title "${month}监督抽检" --matter 监督抽检 --district 3505 --until "$(date -d '+60 days' +%F)"
run yima sample order "$month-food" "${by_city[@]}" --orders "$tables/plan-orders.csv"
run yima sample take "$month-food" "${by_city[@]}" --samples "$tables/plan-taken.csv"
run yima sample hand "$month-food" "${by_city[@]}" --sample S-1 --to "$laboratory"
run yima sample receive "$plan" --journal "$(journal "$laboratory")" --receipts "$tables/plan-received.csv"
run yima sample result "$plan" --journal "$(journal "$laboratory")" --results "$tables/plan-results.csv"
run yima sample notify "$month-food" "${by_city[@]}" --sample S-1
title "The lot is held / 该批次即被控制"
expect 1 yima verify "$lot"

title "Its maker recalls it / 生产方召回"
# The first device that the maker has.
device=$(rows journals | awk -F, -v maker="$maker" '$1 == maker { print $2; exit }')
by_maker=(--journal "$(journal "$maker" "$device")")
run yima recall "$lot" --draft "$work/recall.csv" --level 2 --reason 苯甲酸超标 >/dev/null || true
run yima ingest "${by_maker[@]}" --profile food --accept STATE-1 "$work/recall.csv"

title "Two offices share the recall / 部门间召回协同"
run yima shared-recall open "$month-1" "$lot" "${by_city[@]}" --district 3505 --title "苯甲酸超标食品召回" --keep-evidence "$work/recall.yima"
run yima shared-recall tell "$month-1" "${by_city[@]}" --to "$neighbour" --evidence "$work/recall.yima" --note 请核查辖区内超市
shared="urn:yima:recall:$city:$month-1"
by_neighbour=(--journal "$(journal "$neighbour")")
run yima shared-recall confirm "$shared" "${by_neighbour[@]}" --evidence "$work/recall.yima"
run yima shared-recall found "$shared" "${by_neighbour[@]}" --firm "$shop" --amount 18 --held 6 --destroyed 10 --sold 2
expect 65 yima shared-recall close "$month-1" "${by_city[@]}"
run yima shared-recall status "$shared"

title "Complaints / 投诉举报"
for kind in label spoiled; do
    run yima complaint take --journal "$(journal "$office")" --class report --kind "$kind" --hotline 12315 --district "$region" --firm "$maker" --text 口感异常
done

mkdir -p "$work/reports"
title "Reports / 报告"
for kind in lateness quality recall draws permits; do
    for lang in zh en; do
        for form in html pdf xlsx md; do
            run yima report "$kind" --period "$first..$today" --lang "$lang" -o "$work/reports/$kind-$lang.$form"
        done
    done
done
page=$work/reports/quality-zh.html
# A report that says nothing of the month's failure is none.
grep -q 苯甲酸 "$page" || fail "the report does not tell the sample that failed" "look into $work/district.log"

kill -TERM "$daemon"
wait "$daemon" || fail "the daemon did not stop cleanly"

title "The report of the month / 本月质量状况分析报告"
say "$page"
# Where people sit at a desktop it is opened for them.
if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] && command -v xdg-open >/dev/null; then
    xdg-open "$page" >/dev/null 2>&1 || say "xdg-open could not open it"
elif command -v open >/dev/null && [[ $(uname) == Darwin ]]; then
    open "$page"
fi

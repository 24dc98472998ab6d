# shellcheck shell=bash
# shellcheck disable=SC2154 # names of the district, and what scripts/demo has set
# A month of a district: records of firms, draws, samples, a failure with hold and recall, offices that share it, complaints, reports.
# Read by scripts/demo, which has built the programs and brings `title`, `run`, `expect`, `start`, `work`.

command -v python3 >/dev/null || fail "python3 is missing" "apt install python3"
export YIMAD_INDEX_STATE_SECONDS=1
# Terms as they are: what is late shall be told.
unset YIMA_DEFINITIONS
tables=$work/tables
python3 scripts/examples/district.py "$tables" --last "$(TZ=Asia/Shanghai date -d yesterday +%F)"
# shellcheck source=/dev/null
. "$tables/names.sh"
export TZ=Asia/Shanghai
today=$(date +%F)
first=$(date -d '-30 days' +%F)
month=${today%-*}

title "A ledger of the city, its offices, laboratories and firms / 建立账本，登记机关、检验机构与主体"
start putian
data=$work/putian
journal() { printf '%s\n' "$work/journals/$1"; }
while IFS=, read -r uscc name; do
    if [[ $uscc == uscc ]]; then continue; fi
    yimad operator add --data "$data" --uscc "$uscc" --name "$name" 2>>"$work/district.log"
    vkey=$(yima init --operator "$uscc" --name pc-1 --ledger "$YIMA_LEDGER" --journal "$(journal "$uscc")" 2>>"$work/district.log")
    yimad device add --data "$data" --vkey "$vkey" 2>>"$work/district.log"
done <"$tables/operators.csv"
while IFS=, read -r uscc role scope; do
    if [[ $uscc == uscc ]]; then continue; fi
    run yimad role grant --data "$data" --uscc "$uscc" --role "$role" --scope "$scope"
done <"$tables/roles.csv"

title "What firms recorded in the month / 主体录入一个月的记录"
# Suppliers push before their customers confirm.
for file in "$tables"/91350304*.csv "$tables"/91350302*.csv; do
    uscc=$(basename "$file" .csv)
    yima ingest --journal "$(journal "$uscc")" --profile food --accept MASS-1,CODE-4,LINK-1 "$file" 2>>"$work/district.log" | tail -n 1
done
title "What the laboratory found / 检验机构录入抽检结果"
run yima ingest --journal "$(journal "$laboratory")" --profile food "$tables/results.csv"

title "A draw of inspections / 双随机抽查"
cd "$work" || exit
run yima draw prepare "$month-food" --journal "$(journal "$office")" --firms "$tables/firms.csv" --inspectors "$tables/inspectors.csv" \
    --class A:1 --class B:2 --class C:4 --class D:8:5 --count 20 --district 350304 --title "${month}食品经营抽查" --matter 食品安全
run yima draw run "$month-food" --journal "$(journal "$office")"
awk -v day="$today" 'NR == 1 { print "uscc,day,result,remark" } NR > 1 { print $2 "," day "," (NR == 4 ? "发现问题已责令改正" : "no-problem") "," }' \
    "$month-food/result.txt" | sed -n 1,19p >"$work/findings.csv"
run yima draw publish "$month-food" --journal "$(journal "$office")" --findings "$work/findings.csv"

title "A plan of sampling, and a sample that fails / 抽检计划与一个不合格样品"
plan="urn:yima:sampling:$city:$month-food"
by_city=(--journal "$(journal "$city")")
run yima sample plan "$month-food" "${by_city[@]}" --quotas "$tables/plan-quotas.csv" --items "$tables/plan-items.csv" \
    --laboratories "$tables/plan-labs.csv" --title "${month}监督抽检" --matter 监督抽检 --district 3503 --until "$(date -d '+60 days' +%F)"
run yima sample order "$month-food" "${by_city[@]}" --orders "$tables/plan-orders.csv"
run yima sample take "$month-food" "${by_city[@]}" --samples "$tables/plan-taken.csv"
run yima sample hand "$month-food" "${by_city[@]}" --sample S-1 --to "$laboratory"
run yima sample receive "$plan" --journal "$(journal "$laboratory")" --receipts "$tables/plan-received.csv"
run yima sample result "$plan" --journal "$(journal "$laboratory")" --results "$tables/plan-results.csv"
run yima sample notify "$month-food" "${by_city[@]}" --sample S-1
title "The lot is held / 该批次即被控制"
expect 1 yima verify "$lot"

title "Its maker recalls it / 生产方召回"
by_maker=(--journal "$(journal "$maker")")
run yima recall "$lot" --draft "$work/recall.csv" --level 2 --reason 苯甲酸超标 >/dev/null || true
run yima ingest "${by_maker[@]}" --profile food --accept STATE-1 "$work/recall.csv"

title "Two offices share the recall / 部门间召回协同"
run yima shared-recall open "$month-1" "$lot" "${by_city[@]}" --district 3503 --title "苯甲酸超标卤味召回" --keep-evidence "$work/recall.yima"
run yima shared-recall tell "$month-1" "${by_city[@]}" --to "$neighbour" --evidence "$work/recall.yima" --note 请核查辖区内超市
shared="urn:yima:recall:$city:$month-1"
by_neighbour=(--journal "$(journal "$neighbour")")
run yima shared-recall confirm "$shared" "${by_neighbour[@]}" --evidence "$work/recall.yima"
run yima shared-recall found "$shared" "${by_neighbour[@]}" --firm "$shop" --amount 18 --held 6 --destroyed 10 --sold 2
expect 65 yima shared-recall close "$month-1" "${by_city[@]}"
run yima shared-recall status "$shared"

title "Complaints / 投诉举报"
for kind in label spoiled; do
    run yima complaint take --journal "$(journal "$office")" --class report --kind "$kind" --hotline 12315 --district 350304 --firm "$maker" --text 口感异常
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
say "The report of the month / 本月报告: $work/reports/quality-zh.html"
if [[ -t 1 && -n ${DISPLAY:-} ]] && command -v xdg-open >/dev/null; then xdg-open "$work/reports/quality-zh.html" || true; fi

kill -TERM "$daemon"
wait "$daemon" || fail "the daemon did not stop cleanly"

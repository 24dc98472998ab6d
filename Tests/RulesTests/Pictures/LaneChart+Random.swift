import LedgerTesting
import Values

@testable import Pictures

extension LaneChart {
    static func of(lanes: [String], marks: [Mark], arrows: [(Int, Int)]) -> LaneChart {
        LaneChart(
            title: "T", subtitles: [], badge: nil,
            lanes: lanes.map { Lane(name: $0, note: nil, tooltip: $0, isFolded: false) }, marks: marks,
            arrows: arrows.map {
                Arrow(from: $0.0, to: $0.1, isConfirmed: true, isAgainstTime: false, tooltip: "")
            },
            noteHeading: "N", notes: [], keys: [], footers: [], description: "D", languageTag: "en",
            later: { "\($0) d later" }, page: { "page \($0) of \($1)" })
    }

    /// A chart of any shape, the same for the same seed.
    static func random(_ seed: UInt64) -> LaneChart {
        var random = SplitMix64(seed: seed)
        let laneCount = Int.random(in: 1...14, using: &random)
        let markCount = Int.random(in: 0...60, using: &random)
        let span = [1, 4, 40][Int(seed % 3)]
        let hours = (0..<markCount).map { _ in Int.random(in: 0...(span * 24), using: &random) }.sorted()
        let marks = hours.map { hour in
            Mark.of(
                lane: Int.random(in: 0..<laneCount, using: &random), hour: hour, heading: text(&random),
                lines: (0..<Int.random(in: 0...4, using: &random)).map { _ in text(&random) },
                callouts: (0..<max(0, Int.random(in: -4...3, using: &random))).map { _ in
                    Callout(grade: .allCases.randomElement(using: &random)!, text: text(&random))
                })
        }
        var arrows: [Arrow] = []
        if markCount > 1 {
            for _ in 0..<Int.random(in: 0...markCount, using: &random) {
                let (one, other) = (
                    Int.random(in: 0..<markCount, using: &random), Int.random(in: 0..<markCount, using: &random)
                )
                guard one != other else { continue }
                let isAgainst = marks[one].moment != marks[other].moment && Int.random(in: 0...9, using: &random) == 0
                let (from, to) = isAgainst == (one < other) ? (other, one) : (one, other)
                arrows.append(
                    .init(
                        from: from, to: to, isConfirmed: Bool.random(using: &random), isAgainstTime: isAgainst,
                        tooltip: text(&random)))
            }
        }
        let base = LaneChart.of(lanes: [], marks: [], arrows: [])
        return LaneChart(
            title: text(&random), subtitles: [text(&random)], badge: .init(grade: .warning, text: text(&random)),
            lanes: (0..<laneCount).map { _ in
                Lane(
                    name: text(&random), note: Bool.random(using: &random) ? text(&random) : nil, tooltip: "",
                    isFolded: false)
            },
            marks: marks, arrows: arrows, noteHeading: "N",
            notes: (0..<Int.random(in: 0...20, using: &random)).map { _ in Note(grade: .violation, text: text(&random))
            },
            keys: Grade.allCases.map { Key(sample: .grade($0), text: text(&random)) }, footers: [text(&random)],
            description: text(&random), languageTag: "zh-CN", later: base.later, page: base.page)
    }

    private static func text(_ random: inout SplitMix64) -> String {
        let texts = [
            "A1", "收货", "福建省泉州市鲤城区闽海鲜水产食品冷冻加工有限责任公司惠安净峰第三分公司",
            "Quanzhou Licheng Fresh Aquatic Products Processing and Cold Chain Logistics Company Limited",
            String(repeating: "W", count: 90), "شركة المأكولات البحرية المحدودة", "Ще́дрий Жовтий Ще́дрий",
            "a\u{301}\u{302}\u{303}\u{304}\u{305}b",
            "﷽﷽﷽", "<b>&\"'\u{1}\u{202E}", "lot LD260513-A1, 36.4 kg", "批次 A1，9000 千克", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", " ", "𒐫𒐫",
            String(repeating: "长", count: 300),
        ]
        return texts[Int.random(in: 0..<texts.count, using: &random)]
    }
}

extension LaneChart.Mark {
    static func of(
        lane: Int, hour: Int, heading: String = "H", lines: [String] = [], callouts: [LaneChart.Callout] = []
    ) -> LaneChart.Mark {
        let moment = Timestamp(milliseconds: 1_772_323_200_000 + Int64(hour) * 3_600_000)
        let days = moment.milliseconds / 86_400_000
        return LaneChart.Mark(
            lane: lane, moment: moment, day: CalendarDate(daysSinceEpoch: Int(days)), glyph: .observed, tone: .plain,
            heading: heading, lines: lines, time: "08:00", tooltip: heading, entries: [UInt64(hour)], isSubject: false,
            isClaim: false, callouts: callouts)
    }
}

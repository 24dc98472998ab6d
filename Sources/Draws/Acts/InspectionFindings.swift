public import Values

/// What the inspections of a draw found, as it is published.
///
///     yima-draw-findings/1
///     <USCC> <day> <result> <remark, or ->        ascending by USCC, each once
public struct InspectionFindings: Hashable, Sendable {
    /// The result of an inspection, in the words of the national publicity system.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case soundOrNone = "no-problem"
        case notPublished = "not-published"
        case falselyPublished = "falsely-published"
        case notFound = "not-found"
        case corrected
        case refused
        case noActivity = "no-activity"
        case pending

        public var wording: Wording {
            switch self {
            case .soundOrNone: Wording(en: "no problem found", zh: "未发现问题")
            case .notPublished:
                Wording(en: "did not publish what it must", zh: "未按规定公示应当公示的信息")
            case .falselyPublished:
                Wording(en: "published what is false", zh: "公示信息隐瞒真实情况、弄虚作假")
            case .notFound:
                Wording(en: "cannot be reached at its registered place", zh: "通过登记的住所（经营场所）无法联系")
            case .corrected: Wording(en: "problems found, correction ordered", zh: "发现问题已责令改正")
            case .refused: Wording(en: "refused to be inspected", zh: "不配合检查情节严重")
            case .noActivity:
                Wording(en: "none of the activity inspected", zh: "未发现开展本次抽查涉及的经营活动")
            case .pending: Wording(en: "problems found, to be dealt with", zh: "发现问题待后续处理")
            }
        }
    }

    public struct Finding: Hashable, Sendable {
        public let firm: String
        public let day: CalendarDate
        public let outcome: Outcome
        /// Nil where there is none.
        public let remark: String?

        public init(firm: String, day: CalendarDate, outcome: Outcome, remark: String?) {
            self.firm = firm
            self.day = day
            self.outcome = outcome
            self.remark = remark
        }
    }

    /// Ascending by firm.
    public let findings: [Finding]

    public init(_ findings: [Finding]) {
        self.findings = findings.sorted { $0.firm.utf8.lexicographicallyPrecedes($1.firm.utf8) }
    }

    public var file: [UInt8] {
        var file = Array("\(DrawFile.findings.header)\n".utf8)
        for one in findings { file += "\(one.firm) \(one.day) \(one.outcome.rawValue) \(one.remark ?? "-")\n".utf8 }
        return file
    }

    /// Reads a file.
    public init(_ bytes: [UInt8]) throws(DrawError) {
        var lines = try DrawLines(bytes, of: .findings)
        guard bytes.isValidUTF8 else { throw lines.fault("the file is not UTF-8", "文件不是 UTF-8") }
        var findings: [Finding] = []
        while let line = lines.next() {
            guard let words = bytes.words(4, of: line), words[0].count == 18,
                bytes[words[0]].allSatisfy(\.isCapitalOrDigit),
                let time = Timestamp(rfc3339: "\(bytes.text(words[1]))T00:00:00Z"),
                let outcome = Outcome(rawValue: bytes.text(words[2])),
                bytes[words[3]].allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw lines.fault("is not “<USCC> <day> <result> <remark or ->”", "应为“统一社会信用代码 日期 结果 备注（或 -）”") }
            let day = CalendarDate(daysSinceEpoch: Int(time.milliseconds / 86_400_000))
            let remark = bytes.text(words[3])
            let finding = Finding(
                firm: bytes.text(words[0]), day: day, outcome: outcome, remark: remark == "-" ? nil : remark)
            guard findings.last.map({ $0.firm < finding.firm }) ?? true, day.description == bytes.text(words[1]) else {
                throw lines.fault("firms ascend by USCC, each once", "主体应按统一社会信用代码升序且不重复")
            }
            findings.append(finding)
        }
        self.findings = findings
    }
}

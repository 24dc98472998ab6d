import Chains
import Codes
import CommandSupport
import Rules
import StrictJSON
import Values

/// What an import has come to.
struct IngestReport {
    /// A record that was not taken.
    struct Rejection {
        let file: String
        let problem: SourceProblem
    }

    var read = 0
    var journalled = 0
    var duplicates = 0
    /// Of these, the rows whose events were declared erroneous afterwards.
    var withdrawnSince = 0
    /// Of what was journalled, what had been declared erroneous.
    var recordedAgain = 0
    /// Private values that were sealed.
    var sealed = 0
    private(set) var rejectedCount = 0
    /// The first of them.
    private(set) var rejections: [Rejection] = []
    private(set) var noticeCount = 0
    /// What will be found of the goods.
    private(set) var foreseen: [ForeseenText] = []
    /// Whether nothing was recorded because of it.
    var isRefusedAhead = false
    /// Whether only this is to be known, and nothing was recorded.
    var isCheck = false
    /// Whether all of it was said before.
    private var isQuiet = false
    private var toldAhead: Set<String> = []
    var pushed: UInt64 = 0
    var waiting: UInt64 = 0

    /// So many are said to people, one by one.
    static let shownMax = 20
    /// So many are kept for programs.
    private static let keptMax = 1000

    /// Counts a record that was refused, and says so while there are few.
    mutating func reject(_ problem: SourceProblem, file: String) {
        rejectedCount += 1
        if rejections.count < Self.keptMax { rejections.append(Rejection(file: file, problem: problem)) }
        guard rejectedCount <= Self.shownMax, !isQuiet else { return }
        let place = Wording("\(file):\(problem.place)")
        let error = CommandError(.badInput, at: place, problem.wording, hint: problem.hint)
        Console.message(error.lines(command: "ingest"))
    }

    /// Says what should be known of a record that was taken.
    mutating func notice(_ problem: SourceProblem, file: String) {
        noticeCount += 1
        if noticeCount <= Self.shownMax { say(problem, file: file) }
    }

    /// Says what will be found, as far as it was not said before.
    mutating func foresee(_ texts: [ForeseenText], command: String) {
        foreseen = Array(texts.prefix(Self.keptMax))
        ForeseenText.tell(
            texts.filter { text in
                let place = text.rows.isEmpty ? text.foreseen.finding.message.en : "\(text.rows)"
                return toldAhead.insert("\(text.rule) \(place) \(text.isRefused)").inserted
            }, command: command)
    }

    /// Says which lots leave that this journal never took in: a note, since another device of the firm may have done so.
    mutating func tell(neverHad lots: [CanonicalCode], command: String) {
        let news = lots.filter { toldAhead.insert("never had \($0.key)").inserted }.map { Naming.name(of: $0) }
        guard !news.isEmpty else { return }
        let rest = news.count > Self.namedMax ? Wording(en: ", …", zh: "……") : Wording("")
        let shown = news.prefix(Self.namedMax)
        let (en, zh) = (shown.map(\.en).joined(separator: ", "), shown.map(\.zh).joined(separator: "、"))
        Console.note(
            command,
            Wording(
                en:
                    "this journal never took in \(en)\(rest.en): right where another device of your firm did, else look at the lot",
                zh: "本日志没有\(zh)\(rest.zh)的入库或生产记录：如由本单位另一台设备记录则无妨，否则请核对批号"))
    }

    private static let namedMax = 5

    /// Nothing of it was recorded.
    mutating func forget() {
        journalled = 0
        recordedAgain = 0
        sealed = 0
    }

    /// For reading the same files again: what was said is not said again.
    var forAnotherReading: IngestReport {
        var again = IngestReport()
        again.isQuiet = true
        again.toldAhead = toldAhead
        again.isCheck = isCheck
        return again
    }

    /// Says what should be known of a file, however much was said of its records.
    func say(_ problem: SourceProblem, file: String) {
        guard !isQuiet else { return }
        let note = said("note: ", "注意：")
        let hint = problem.hint.map { said("; ", "；") + said($0).printable } ?? ""
        Console.message(
            "\(note)\(file.printable):\(problem.place.printable): \(said(problem.wording).printable)\(hint)")
    }

    /// Says how many more there were than were shown.
    func sayRest() {
        guard !isQuiet else { return }
        let (errors, notices) = (rejectedCount - Self.shownMax, noticeCount - Self.shownMax)
        if errors > 0 {
            Console.note(
                "ingest", Wording(en: "… and \(errors.grouped) more bad rows", zh: "……另有 \(errors.grouped) 行有错"))
        }
        if notices > 0 {
            Console.note(
                "ingest", Wording(en: "… and \(notices.grouped) more notes", zh: "……另有 \(notices.grouped) 条注意"))
        }
    }

    /// `{"read","journalled","duplicates","rejected":[…],"pushed","waiting"}`.
    var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("read", .integer(read)), ("journalled", .integer(journalled)), ("duplicates", .integer(duplicates)),
            ("rejected", .array(rejections.map(\.json))), ("pushed", .integer(pushed)), ("waiting", .integer(waiting)),
        ]
        if isCheck { members.insert(("check", .bool(true)), at: 0) }
        if recordedAgain > 0 { members.append(("recordedAgain", .integer(recordedAgain))) }
        if withdrawnSince > 0 { members.append(("withdrawnSince", .integer(withdrawnSince))) }
        if !foreseen.isEmpty { members.append(("foreseen", .array(foreseen.map(\.json)))) }
        if sealed > 0 { members.append(("sealed", .integer(sealed))) }
        if rejectedCount > rejections.count { members.append(("rejectedInAll", .integer(rejectedCount))) }
        return .object(members)
    }
}

extension IngestReport.Rejection {
    fileprivate var json: JSONNode {
        var members: [(String, JSONNode)] = [
            ("file", .string(file)), ("line", .integer(problem.line)), ("column", .integer(problem.column)),
        ]
        if let sheet = problem.sheet { members.append(("sheet", .string(sheet))) }
        if !problem.pointer.isEmpty { members.append(("pointer", .string(problem.pointer))) }
        members += [("message", .string(problem.wording.en)), ("messageZh", .string(problem.wording.zh))]
        if let hint = problem.hint { members += [("hint", .string(hint.en)), ("hintZh", .string(hint.zh))] }
        return .object(members)
    }
}

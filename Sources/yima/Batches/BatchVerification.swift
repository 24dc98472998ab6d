import Codes
import CommandSupport
import Evidence
import LedgerProtocol
import Rules
import StrictJSON
import Values

/// Verifies a file of codes: one line in, one JSON line out, in order. A blank line gives a line that says so.
///
/// Many codes are asked for in one document, in which what their evidence shares stands once; whatever comes of it is just what
/// asking for each code alone would have given.
struct BatchVerification {
    let ledger: WatchedLedger
    let verifier: Verifier

    /// Documents under way at the same time: the next is fetched while one is judged.
    private static let portionsAtOnce = 3
    /// Codes of a document that are asked for alone at the same time.
    private static let askedAloneAtOnce = 3
    private static let lineBytesMax = 4096

    /// What one code came to.
    private struct Answer: Sendable {
        let text: [UInt8]
        let line: BatchLine

        init(_ told: ToldVerdict) {
            text = told.json.line
            line = BatchLine(told)
        }

        /// A line that holds no code: said where it stands.
        init(_ malformed: MalformedCode) {
            text = malformed.json.line
            line = malformed.line
        }

        /// A line on which nothing stands.
        static let blank = Answer(text: BatchLine.blankText, line: .blank)

        private init(text: [UInt8], line: BatchLine) {
            (self.text, self.line) = (text, line)
        }
    }

    /// What a portion of codes came to.
    private struct Portion: Sendable {
        /// In the order of the codes, up to the first that was not answered.
        let answers: [Answer]
        /// Why they are not all answered; nil where they are.
        let failure: CommandError?
    }

    private typealias Question = Task<Portion, Never>

    /// Where a batch's lines go.
    struct Sink {
        /// The file to which lines are appended; nil for standard output.
        var file: BatchOutput?
        /// Shows the lines on standard output where they are not wanted as JSON.
        var table: BatchTable?
    }

    /// - Parameter path: of the file of codes.
    func run(_ path: String, to sink: Sink) async throws(CommandError) -> BatchSummary {
        let total = try CodeLines.count(in: path)
        let source = try ByteSource(path: path)
        var codes = CodeLines(source, bytesMax: Self.lineBytesMax)
        var summary = BatchSummary()
        var done = try sink.file?.resume(&codes, &summary) ?? 0
        var progress = ProgressBar(said("verified", "已验证"), total: total, before: done)
        var waiting: [Question] = []
        defer {
            progress.finish()
            for question in waiting { question.cancel() }
        }
        let memory = EvidenceMemory()
        var isFirst = true
        while true {
            while waiting.count < Self.portionsAtOnce, let portion = try Self.portion(of: &codes) {
                waiting.append(Task { [self] in await self.answers(to: portion, in: path, memory) })
            }
            guard !waiting.isEmpty else { break }
            let portion = await waiting.removeFirst().value
            try Self.put(portion.answers, to: sink, isFirst: isFirst)
            isFirst = false
            for answer in portion.answers { summary.add(answer.line) }
            done += portion.answers.count
            progress.show(done)
            if let failure = portion.failure {
                throw Self.interrupted(failure, after: done, isResumable: sink.file != nil)
            }
        }
        if isFirst { try Self.put([], to: sink, isFirst: true) }
        try sink.file?.finish()
        return summary
    }

    private static func put(_ answers: [Answer], to sink: Sink, isFirst: Bool) throws(CommandError) {
        if let table = sink.table { return try Console.write(table.csv(answers.map(\.line), isFirst: isFirst)) }
        let lines = answers.reduce(into: []) { $0 += $1.text }
        if let file = sink.file { try file.append(lines) } else { try Console.write(lines) }
    }

    private static func portion(of codes: inout CodeLines) throws(CommandError) -> [CodeLines.Line]? {
        var portion: [CodeLines.Line] = []
        while portion.count < EvidenceBatch.codesMax, let written = try codes.next() { portion.append(written) }
        return portion.isEmpty ? nil : portion
    }

    /// A code of a portion, and its place among its lines.
    private struct Asked: Sendable {
        let place: Int
        let question: EvidenceJudge.Question
    }

    /// The answers to a portion of codes. What was answered before a ledger went away stays answered.
    private func answers(to portion: [CodeLines.Line], in path: String, _ memory: EvidenceMemory) async -> Portion {
        var lines = [Answer?](repeating: nil, count: portion.count)
        var asked: [Asked] = []
        for (place, written) in portion.enumerated() {
            guard !written.text.isEmpty else {
                lines[place] = .blank
                continue
            }
            do throws(CodeError) {
                let code = try verifier.codes.goods(written.text)
                asked.append(Asked(place: place, question: .init(written: written.text, code: code)))
            } catch {
                lines[place] = Answer(MalformedCode(written, error, in: path))
            }
        }
        var failure: CommandError?
        do throws(CommandError) {
            let judged = try await judge(asked.map(\.question), memory)
            // What the document had no room for, or could not say, is asked for alone.
            var left: [Asked] = []
            for (one, answer) in zip(asked, judged) {
                if let answer { lines[one.place] = answer } else { left.append(one) }
            }
            // After a ledger that is away nothing more is asked.
            for start in stride(from: 0, to: left.count, by: Self.askedAloneAtOnce) where failure == nil {
                let few = Array(left[start..<min(start + Self.askedAloneAtOnce, left.count)])
                for (one, result) in zip(few, await ask(few)) {
                    switch result {
                    case .success(let answer): lines[one.place] = answer
                    case .failure(let error):
                        // That a ledger has forked is graver than that it went away.
                        if failure == nil || error.status == .violated { failure = error }
                    }
                }
            }
        } catch {
            failure = error
        }
        let answered = lines.prefix { $0 != nil }.compactMap(\.self)
        precondition(answered.count == portion.count || failure != nil, "every code is answered")
        return Portion(answers: answered, failure: failure)
    }

    /// Whether nothing is decided that is not shown to be complete.
    private var isDemanding: Bool { verifier.judge.question.demandsCompleteness }

    /// What one document tells of codes: nil for those that must be asked for alone.
    private func judge(
        _ questions: [EvidenceJudge.Question], _ memory: EvidenceMemory
    ) async throws(CommandError) -> [Answer?] {
        guard let batch = try await ask(questions) else { return questions.map { _ in nil } }
        let keepsJudgements = ledger.hasOwnJournal
        let judged = await verifier.judge.judge(questions, by: batch, memory: memory) { judgement in
            (Answer(ToldVerdict(judgement)), keepsJudgements ? judgement : nil)
        }
        let held = Dictionary(batch.subjects.map { ($0.code, $0.held) }) { first, _ in first }
        var answers: [Answer?] = []
        for (question, judged) in zip(questions, judged) {
            // What is demanded to be shown, and was not for want of room or by an older host, is asked for alone.
            guard let held = held[question.written] ?? nil, !isDemanding || !held.answers.isEmpty,
                !held.entries.isEmpty || held.isNothing(about: question.code)
            else {
                answers.append(nil)
                continue
            }
            answers.append(await answer(question, judged?.0, judged?.1, held))
        }
        return answers
    }

    /// The document about codes; nil where they must be asked for alone.
    private func ask(_ questions: [EvidenceJudge.Question]) async throws(CommandError) -> EvidenceBatch? {
        var seen: Set<String> = []
        let codes = questions.map(\.written).filter {
            $0.utf8.count <= EvidenceQuestion.codeBytesMax && seen.insert($0).inserted
        }
        guard !codes.isEmpty else { return nil }
        do throws(CommandError) {
            return try await ledger.evidence(
                of: EvidenceQuestion(codes: codes, under: ledger.under, isAnswered: isDemanding))
        } catch {
            // What could not be checked is said code by code.
            guard error.status == .badInput || error.status == .undecided else { throw error }
            return nil
        }
    }

    /// What a code comes to by what was judged of it, and by what this device holds itself.
    private func answer(
        _ question: EvidenceJudge.Question, _ judged: Answer?, _ judgement: EvidenceJudge.Judgement?,
        _ held: EvidenceBatch.Held
    ) async -> Answer {
        let code = question.code
        if let judged {
            guard let judgement else { return judged }
            let answer = await verifier.answer(
                about: code, judgement, isComplete: held.isComplete, subject: held.subject, from: ledger)
            return answer.lacking == nil
                ? judged : Answer(verifier.verdict(answer, of: code, written: question.written))
        }
        // Of a container that only its goods name there is no evidence: verify without a batch asks for these.
        let lacking = NamedGoods.isContainer(code) ? nil : await ledger.lacking(code, inEvidence: nil)
        let answer = Verifier.Answer(judgement: nil, lacking: lacking)
        return Answer(verifier.verdict(answer, of: code, written: question.written))
    }

    /// Asks for a few codes at the same time, each alone: all of them where the ledger is of a time before it was asked for many.
    private func ask(_ few: [Asked]) async -> [Result<Answer, CommandError>] {
        let tasks = few.map { one in
            Task { () async -> Result<Answer, CommandError> in
                do throws(CommandError) { return .success(try await ask(one.question)) } catch {
                    return .failure(error)
                }
            }
        }
        var results: [Result<Answer, CommandError>] = []
        for task in tasks { results.append(await task.value) }
        return results
    }

    /// Asks for one code alone.
    private func ask(_ question: EvidenceJudge.Question) async throws(CommandError) -> Answer {
        let (written, code) = (question.written, question.code)
        do throws(CommandError) {
            return Answer(try await verifier.verdict(of: code, written: written, from: ledger))
        } catch {
            // One answer that makes no sense is said on its line; a ledger that is away ends the batch, which goes on later.
            guard error.status == .badInput || error.status == .undecided else { throw error }
            let unchecked = VerdictDocument.unchecked(
                written, canonical: code.uri, error.wording, basis: verifier.basis(isComplete: false))
            return Answer(ToldVerdict(unchecked, by: nil))
        }
    }

    private static func interrupted(_ error: CommandError, after done: Int, isResumable: Bool) -> CommandError {
        let hint =
            isResumable
            ? Wording(
                en: "\(done.grouped) codes are done; the same command goes on from there",
                zh: "已完成 \(done.grouped) 个；重新执行同一命令即可继续")
            : Wording(
                en: "\(done.grouped) codes were done; with --output a batch can go on from there",
                zh: "已完成 \(done.grouped) 个；使用 --output 可在中断后继续")
        return CommandError(error.status, at: error.place, error.wording, hint: hint)
    }
}

extension JSONNode {
    /// Compact, with a line feed.
    var line: [UInt8] { formatted() + [0x0A] }
}

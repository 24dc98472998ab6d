import Codes
import CommandSupport
import Rules
import StrictJSON
import Values

/// Verifies a file of codes: one line in, one JSON line out, in order, several asked at a time. Blank lines are skipped.
struct BatchVerification {
    let ledger: WatchedLedger
    let verifier: Verifier

    /// Codes asked at the same time: enough to hide the way to the ledger, few enough not to crowd others out.
    private static let concurrency = 8
    private static let lineBytesMax = 4096

    /// What one code came to.
    private struct Answer: Sendable {
        let line: [UInt8]
        let status: ExitStatus
    }

    private typealias Question = Task<Result<Answer, CommandError>, Never>

    /// - Parameter output: the file to which lines are appended; nil for standard output.
    func run(_ path: String, output: String?) async throws(CommandError) -> ExitStatus {
        let source = try ByteSource(path: path)
        var codes = CodeLines(source, bytesMax: Self.lineBytesMax)
        let results = try output.map { path throws(CommandError) in try BatchOutput(path: path) }
        var status = ExitStatus.done
        var done = try results?.resume(&codes, worst: &status) ?? 0
        var progress = ProgressBar(said("verified", "已验证"), total: source.size)
        var waiting: [Question] = []
        defer {
            progress.finish()
            for question in waiting { question.cancel() }
        }
        while true {
            while waiting.count < Self.concurrency, let written = try codes.next() { waiting.append(ask(written)) }
            guard !waiting.isEmpty else { break }
            let answer: Answer
            switch await waiting.removeFirst().value {
            case .success(let given): answer = given
            case .failure(let error): throw Self.interrupted(error, after: done, isResumable: results != nil)
            }
            if let results { try results.append(answer.line) } else { try Console.write(answer.line) }
            status = status.worse(answer.status)
            done += 1
            progress.show(source.position, count: done)
        }
        try results?.finish()
        return status
    }

    private func ask(_ written: String) -> Question {
        Task { [ledger, verifier] in
            let code: CanonicalCode
            do throws(CodeError) {
                code = try verifier.codes.read(written)
            } catch {
                return .success(Answer(line: Verdict.malformed(error, written: written).line, status: .violated))
            }
            do throws(CommandError) {
                let verdict = try await verifier.verdict(of: code, written: written, from: ledger)
                return .success(Answer(line: verdict.json.line, status: verdict.status))
            } catch {
                // One answer that makes no sense is said on its line; a ledger that is away ends the batch, which goes on later.
                guard error.status == .badInput || error.status == .undecided else { return .failure(error) }
                let line = Verdict.unchecked(error.wording, written: written, canonical: code.uri).line
                return .success(Answer(line: line, status: .undecided))
            }
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

/// The codes of a batch file.
struct CodeLines {
    private var lines: LineReader

    init(_ source: ByteSource, bytesMax: Int) {
        lines = LineReader(source, bytesMax: bytesMax)
    }

    /// The next code as it is written; nil at the end. A line that is too long is cut: it is no code either way.
    mutating func next() throws(CommandError) -> String? {
        while let line = try lines.next() {
            var bytes = line.bytes[...]
            if line.number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            let text = String(decoding: bytes, as: UTF8.self).trimmedLine
            if !text.isEmpty { return text }
        }
        return nil
    }
}

extension JSONNode {
    /// Compact, with a line feed.
    var line: [UInt8] { formatted() + [0x0A] }
}

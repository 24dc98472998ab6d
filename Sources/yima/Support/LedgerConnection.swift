import CommandSupport
import Evidence
import HostState
import Ledger
import LedgerClient
import LedgerProtocol
import TransparencyLog
import Values

/// A ledger that is asked over the network, with its failures in the words of the commands.
struct LedgerConnection: Sendable {
    /// As people read it.
    var url: String { client.url.description }

    let client: LedgerClient

    /// Asks, closes the connections, and gives the answer.
    static func asking<Answer>(
        _ url: LedgerURL, timeouts: LedgerClient.Timeouts = .init(), retries: RetryPolicy = Self.patient,
        _ ask: (LedgerConnection) async throws(CommandError) -> Answer
    ) async throws(CommandError) -> Answer {
        let result = try? await LedgerClient.withClient(url: url, timeouts: timeouts, retries: retries) { client in
            do throws(CommandError) {
                return Result<Answer, CommandError>.success(try await ask(LedgerConnection(client: client)))
            } catch {
                return .failure(error)
            }
        }
        guard let result else { preconditionFailure("the closure throws nothing") }
        return try result.get()
    }

    /// A person waits: a ledger that is away is said within a second, one that asks for patience gets some.
    static let patient = RetryPolicy(attemptCountMax: 4, delay: .milliseconds(100), delayMax: .seconds(20))

    var auditSource: RemoteAuditSource { RemoteAuditSource(client) }

    /// The same for what is published: what a copy shows to others.
    var publishedSource: RemoteAuditSource { RemoteAuditSource(client, isPublished: true) }

    func verifierKey() async throws(CommandError) -> VerifierKey {
        do { return try await client.verifierKey() } catch { throw failure(error) }
    }

    /// How the ledger says that its key was exchanged; none where it does not answer that.
    func keyRotations() async throws(CommandError) -> [LedgerKeyRotation] {
        do { return try await client.keyRotations() } catch {
            switch error {
            case .badResponse, .tooLarge: throw failure(error)
            case .unreachable, .refused: return []
            }
        }
    }

    /// The newest signed checkpoint, a note.
    func checkpoint() async throws(CommandError) -> [UInt8] {
        do { return try await client.checkpoint() } catch { throw failure(error) }
    }

    /// The newest checkpoint that the ledger's witness policy accepts, a note.
    func publishedCheckpoint() async throws(CommandError) -> [UInt8] {
        do { return try await client.publishedCheckpoint() } catch { throw failure(error) }
    }

    /// The definition files that the ledger says it has adopted.
    func definitions() async throws(CommandError) -> AdoptedDefinitions {
        do { return try await client.definitions() } catch { throw failure(error) }
    }

    /// The text of one, by its SHA-256.
    func definition(_ sha256: DefinitionDigest) async throws(CommandError) -> [UInt8] {
        do {
            return try await client.definition(sha256)
        } catch {
            if case .unreachable = error { throw failure(error) }
            // Nothing is wrong with the goods or with what was asked: by what they are to be judged is not to be had.
            throw CommandError(
                .undecided, at: Wording(url),
                en: "does not give a definition file that it names as adopted (\(sha256))",
                zh: "未能提供其所称已采纳的规则文件（\(sha256)）",
                hint: Wording(
                    en: "judge by files of your own with --definitions", zh: "可用 --definitions 指定自有规则文件"))
        }
    }

    /// What the ledger tells of private values, or has erased; nil where this host keeps none.
    func disclosures(_ note: [UInt8], device: VerifierKey) async throws(CommandError) -> DisclosureAnswer? {
        do {
            return try await client.disclosures(note)
        } catch {
            if case .refused(let problem) = error, problem.isThatNoneAreKept { return nil }
            throw failure(error, device: device)
        }
    }

    /// The JSON of `GET /lookup`, as the server wrote it; nil for a code of which nothing is on record.
    func lookup(_ code: String, limit: Int, below: UInt64? = nil) async throws(CommandError) -> [UInt8]? {
        do {
            return try await client.lookup(code, limit: limit, below: below)
        } catch {
            if case .refused(let problem) = error, problem.word == "unknown-code" { return nil }
            throw failure(error, code: code)
        }
    }

    /// The ledger's own word on a recall; nil for a code of which nothing is on record.
    /// - Parameter language: of the page; nil for JSON.
    func recall(_ code: String, page language: String?) async throws(CommandError) -> [UInt8]? {
        do {
            return try await client.recall(code, page: language)
        } catch {
            if case .refused(let problem) = error, problem.word == "unknown-code" { return nil }
            throw failure(error, code: code)
        }
    }

    /// One evidence document about several codes; nil where the question is not answered: not known to the ledger, not let
    /// through on the way, or of too much at once. Whether the ledger answers at all is then for the question of each code to
    /// say, which may pass where this one does not.
    func evidence(of question: EvidenceQuestion) async throws(CommandError) -> [UInt8]? {
        do {
            return try await client.evidence(question)
        } catch {
            if case .unreachable = error { throw failure(error) }
            return nil
        }
    }

    /// A code's evidence document; nil for a code of which nothing is on record.
    /// - Parameter showingAbsence: asks for a document in that case too, where the ledger can show it.
    func evidence(
        _ code: String, showingAbsence: Bool = false, under: EvidenceQuestion.Under
    ) async throws(CommandError) -> [UInt8]? {
        do {
            return try await client.evidence(code, showingAbsence: showingAbsence, under: under)
        } catch {
            if case .refused(let problem) = error, problem.word == "unknown-code" { return nil }
            throw failure(error, code: code)
        }
    }
}

extension LedgerConnection {
    /// A failure in the words of the commands.
    ///
    /// - Parameter device: whose key a refusal tells people to enrol.
    func failure(
        _ error: LedgerClientError, code: String? = nil, device: VerifierKey? = nil
    ) -> CommandError {
        switch error {
        case .unreachable(_, let reason):
            CommandError(
                .unreachable, at: Wording(url), en: "the ledger does not answer: \(reason.en)",
                zh: "账本没有应答：\(reason.zh)",
                hint: Wording(
                    en: "is yimad running there, and is this its address? (--ledger, YIMA_LEDGER)",
                    zh: "请检查 yimad 是否在运行、地址是否正确（--ledger、YIMA_LEDGER）"))
        case .refused(let problem):
            CommandError(
                problem.exitStatus, at: code.map(Wording.code) ?? Wording(url), problem.wording,
                hint: problem.hint(device: device))
        case .badResponse(let place, let reason):
            CommandError(
                .undecided, at: Wording(place), en: "the answer is not a ledger's: \(reason.en)",
                zh: "应答不符合账本协议：\(reason.zh)")
        case .tooLarge(let place, let bytesMax):
            CommandError(
                .undecided, at: Wording(place), en: "the answer has more than \(bytesMax.grouped) bytes",
                zh: "应答超过 \(bytesMax.grouped) 字节")
        }
    }
}

extension LedgerProblem {
    /// The status by the word of the refusal, never by its text.
    fileprivate var exitStatus: ExitStatus {
        switch word {
        case "gap", "fork", "not-what-was-signed": return .violated
        case "unknown-code": return .unknown
        case "malformed-code": return .badInput
        default: break
        }
        switch status {
        case 403: return .notAllowed
        case 429, 503: return .tryLater
        // What stands before the ledger has nobody behind it.
        case 502, 504: return .unreachable
        case 400...499: return .badInput
        default: return .undecided
        }
    }

    fileprivate func hint(device: VerifierKey?) -> Wording? {
        if word == "not-what-was-signed" { return .wayOutOfFork }
        guard let device, let journal = JournalName(device.name) else { return hint }
        let remedy: AdminHint
        switch word {
        case "not-enrolled": remedy = .enrolDevice
        case "device-revoked": remedy = .reinstateDevice
        case "operator-suspended": remedy = .reinstateOperator(uscc: journal.operatorUSCC)
        case "device-stolen", "fork": remedy = .succeed(journal: device.name)
        default: return hint
        }
        return remedy.wording(key: "\(device)")
    }
}

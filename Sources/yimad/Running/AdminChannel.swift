import CommandSupport
import EPCIS
import HostState
import Hosting
import Ledger
import LedgerClient
import LedgerProtocol
import Logging
import SQLiteStore
import TransparencyLog
import Values

/// Does what the host's admin key asks for, whether or not its daemon is running: through the daemon where one holds the ledger,
/// else directly.
struct AdminChannel {
    let directory: LedgerDirectory
    let places: LedgerAccess.Places

    /// What became of an act.
    enum Outcome: Sendable {
        /// It is on record now, as this entry.
        case appended(entry: UInt64)
        /// It stood already, by this entry; nothing was appended.
        case stood(entry: UInt64)
    }

    /// Puts an act on record, unless it stands already.
    /// - Parameter other: a key that signs it besides: the next admin key.
    func append(_ act: AdminAct, besides other: SignerKey? = nil) async throws(CommandError) -> Outcome {
        // Here, where every act passes, whichever command it is of.
        for (option, text) in act.ownWords { try CommandError.requireNoIdentityNumber(in: text, option) }
        guard act.isWritable else {
            throw CommandError(
                .usage, en: "a value is empty, longer than 1024 bytes or has a control character",
                zh: "有的值为空、超过 1024 字节或含控制字符")
        }
        let note = try note { admin, ledger in
            let text = act.text(origin: ledger.name)
            let note =
                other.map { try? SignedNote.sign(text, with: admin, $0) } ?? (try? SignedNote.sign(text, with: admin))
            return note.map { Array($0.formatted.utf8) }
        }
        return try await reach(
            directly: { host throws(CommandError) in
                do throws(AdminRefusal) {
                    return .appended(entry: try await host.append(adminNote: note).entry)
                } catch .refused(.alreadyHeld(let entry)) {
                    return .stood(entry: entry)
                } catch {
                    throw CommandError(error, directory)
                }
            },
            orThroughDaemon: { client throws(LedgerClientError) in
                do throws(LedgerClientError) {
                    return .appended(entry: try await client.admin(note).entry)
                } catch {
                    guard case .refused(let problem) = error, problem.word == "already-held",
                        let entry = problem.number("entry")
                    else { throw error }
                    return .stood(entry: entry)
                }
            })
    }

    /// Asks for private values, or for their erasure, in the host's own name.
    func disclosures(_ request: DisclosureRequest) async throws(CommandError) -> DisclosureAnswer {
        let note = try note { admin, ledger in request.signed(by: admin, ledger: ledger) }
        return try await reach(
            directly: { host throws(CommandError) in
                // A host that was opened after the request was made would take it for an old one.
                let note = try self.note { admin, ledger in request.renewed(at: .now).signed(by: admin, ledger: ledger)
                }
                guard let service = host.disclosures else { preconditionFailure("a host opened here keeps them") }
                do throws(DisclosureService.Refusal) {
                    return try await service.answer(note)
                } catch {
                    throw CommandError(error, directory)
                }
            },
            orThroughDaemon: { client throws(LedgerClientError) in try await client.disclosures(note) })
    }

    /// A note under the host's admin key, for this ledger.
    private func note(_ sign: (SignerKey, _ ledger: VerifierKey) -> [UInt8]?) throws(CommandError) -> [UInt8] {
        let ledger = try directory.verifierKey()
        let admin = try directory.signerKey(directory.adminKeyFile)
        if let note = sign(admin, ledger) { return note }
        throw CommandError(.usage, en: "this cannot be written as a note", zh: "无法写成签名文书")
    }

    /// Opens the ledger and works on it, or, where a daemon holds it, has the daemon do the same.
    private func reach<Value: Sendable>(
        directly: (LedgerHost) async throws(CommandError) -> Value,
        orThroughDaemon: @Sendable (LedgerClient) async throws(LedgerClientError) -> Value
    ) async throws(CommandError) -> Value {
        let store: SQLiteLedgerStore
        do throws(StoreError) {
            store = try SQLiteLedgerStore.open(directory: directory.path, mode: .readWrite)
        } catch {
            guard case .locked = error else { throw CommandError(error, directory) }
            return try await reachDaemon(orThroughDaemon)
        }
        let logger = Logger(label: "yimad", factory: { _ in SwiftLogNoOpLogHandler() })
        let host = try await LedgerAccess.host(directory, places, store: store, needsDefinitions: false, logger: logger)
        let value = try await directly(host)
        await host.shutDown()
        return value
    }

    private func reachDaemon<Value: Sendable>(
        _ ask: @Sendable (LedgerClient) async throws(LedgerClientError) -> Value
    ) async throws(CommandError) -> Value {
        guard let holder = try? LedgerDirectoryLock.holder(directory: directory.path),
            let url = holder.address.flatMap({ LedgerURL($0) })
        else {
            throw CommandError(
                .tryLater, en: "the ledger is being opened by another process", zh: "另一进程正在打开账本",
                hint: Wording(en: "try again in a moment", zh: "请稍后重试"))
        }
        do {
            return try await LedgerClient.withClient(url: url) { try await ask($0) }
        } catch let error as LedgerClientError {
            throw CommandError(error, directory)
        } catch {
            throw CommandError(.software, en: "\(error)", zh: "\(error)")
        }
    }
}

extension CommandError {
    fileprivate init(_ error: LedgerClientError, _ directory: LedgerDirectory) {
        let status: ExitStatus
        var hint: Wording?
        switch error {
        case .unreachable: status = .unreachable
        case .refused(let problem):
            status =
                switch problem.status {
                case 429, 503: .tryLater
                // Nothing is forbidden: it is not there, with a daemon as without.
                case 404: .unknown
                default: .notAllowed
                }
            // The daemon does not tell where it keeps its ledger; here it is known.
            hint = problem.hint.map { hint in
                let named = [hint.en, hint.zh].map { $0.replacing("--data DIR", with: "--data \(directory.path)") }
                return Wording(en: named[0], zh: named[1])
            }
        case .badResponse, .tooLarge: status = .undecided
        }
        self.init(status, error.wording, hint: hint)
    }

    init(_ refusal: AdminRefusal, _ directory: LedgerDirectory) {
        switch refusal {
        case .refused(let reason):
            var hint = reason.hint?.wording(data: directory.path)
            if case .badSignature = reason {
                hint = Wording(
                    en:
                        "\(directory.adminKeyFile) is not the admin key that this ledger has enrolled: bring that one back from its sealed copy",
                    zh: "\(directory.adminKeyFile) 不是本账本登记的管理密钥：请从封存副本放回该密钥")
            }
            self.init(.notAllowed, reason.wording, hint: hint)
        case .busy: self.init(.tryLater, en: "the ledger is busy", zh: "账本繁忙")
        case .notCommitted(let reason): self.init(.cannotWrite, en: reason, zh: reason)
        case .stopped(let reason): self.init(.cannotWrite, en: reason, zh: reason)
        }
    }
}

extension CommandError {
    /// Refuses the number of a person's identity card in what is about to stand on the ledger; it is not repeated.
    /// - Parameter option: by which the text was given.
    static func requireNoIdentityNumber(in text: String?, _ option: String) throws(CommandError) {
        guard let text, PersonalNumber.first(in: text) == .identity else { return }
        throw CommandError(.badInput, at: Wording(option), PersonalNumber.identity.wording)
    }

    init(_ refusal: DisclosureService.Refusal, _ directory: LedgerDirectory) {
        switch refusal {
        case .noSuchEntry(let entry):
            self.init(
                .unknown, at: Wording("--entry \(entry)"), en: "no event stands in this entry of the ledger",
                zh: "账本的该条目不是事件")
        case .store(let error):
            self.init(error, directory)
        case .tooMuch(let entry):
            self.init(
                .usage, at: Wording("--entry \(entry)"),
                en: "too many private values for one answer: name fewer entries", zh: "一次应答的私密信息过多，请减少条目")
        case .unknownEvent, .notSealed, .malformedRequest, .unboundRequest, .otherLedger, .spent, .tooManyRequests,
            .badSignature, .standing, .stale, .notYours, .erasuresUncertain:
            // Only devices meet these; a host that signs with its own admin key does not.
            self.init(.notAllowed, en: "refused: \(refusal)", zh: "被拒绝：\(refusal)")
        }
    }
}

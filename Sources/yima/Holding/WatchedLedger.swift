import Codes
import CommandSupport
import DeviceSync
import Draws
import Evidence
import Journals
import LedgerProtocol
import SQLiteStore
import TransparencyLog
import Values

/// A ledger that is asked, and held with every answer to what it has signed and acknowledged before.
struct WatchedLedger: Sendable {
    let connection: LedgerConnection
    let key: VerifierKey
    private let keeper: HeadKeeper
    /// What the ledger acknowledged of this device's own journal; nil where there is none here.
    private let own: AcknowledgedEvents?
    /// Under which checkpoint evidence is asked for.
    var under = EvidenceQuestion.Under.newest

    /// As people read it.
    var url: String { connection.url }

    init(
        _ connection: LedgerConnection, key: VerifierKey, own: AcknowledgedEvents? = nil
    ) async throws(CommandError) {
        self.connection = connection
        self.key = key
        self.own = own
        keeper = HeadKeeper(
            key: key, former: try KnownKeys.former(before: key), tiles: LedgerTiles(connection.client),
            stores: [try await RememberedHeads.store(for: key)])
    }

    /// A ledger whose answers are compared with this device's own journal too.
    ///
    /// - Parameters:
    ///   - codes: as the answers are read.
    ///   - wanted: the codes that will be asked for; nil where that is not known.
    ///   - under: of which checkpoint evidence is asked for.
    static func beside(
        _ connection: LedgerConnection, trust: LedgerTrust, codes: CodeReader, wanted: [CanonicalCode]?,
        under: EvidenceQuestion.Under = .newest
    ) async throws(CommandError) -> WatchedLedger {
        let key = try await trust.key(of: connection)
        let former = try KnownKeys.former(before: key)
        let own = ownJournal(trust).map {
            AcknowledgedEvents(journal: $0, ledger: key, former: former, codes: codes, wanted: wanted)
        }
        var watched = try await WatchedLedger(connection, key: key, own: own)
        watched.under = under
        return watched
    }

    /// A journal that cannot be opened is another command's trouble.
    private static func ownJournal(_ trust: LedgerTrust) -> DeviceJournal? {
        let directory = trust.settings.journal(trust.journal)
        guard FileWriter.exists(JournalHome.keyPath(directory)) else { return nil }
        do throws(CommandError) {
            return try JournalHome(directory: directory, settings: trust.settings).journal(.readOnly)
        } catch {
            Console.message(error.lines(command: nil))
            return nil
        }
    }

    /// A code's evidence, under a checkpoint that continues what the ledger signed before; nil where it says that nothing is on
    /// record, which it says under such a checkpoint too.
    ///
    /// Evidence that another key signed is given as it is: checking it says so.
    /// - Parameter showingAbsence: asks for a document in that case too, where the ledger can show it.
    func evidence(
        _ written: String, showingAbsence: Bool = false
    ) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence)? {
        let question = try await ask()
        guard
            let bytes = try await connection.evidence(written, showingAbsence: showingAbsence, under: under)
        else {
            try await hold(try await connection.checkpoint(), question)
            return nil
        }
        let evidence = try Verifier.parse(answer: bytes, place: Wording(url))
        try await holdUnlessForeign(evidence.checkpoint, question)
        return (bytes, evidence)
    }

    /// The evidence of a draw's acts, held to in the same way.
    func evidence(of draw: DrawName) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence) {
        try await evidence { connection, under throws(CommandError) in
            try await connection.evidence(of: draw, under: under)
        }
    }

    /// Evidence that a question is answered with, under a head that continues what is remembered of the ledger.
    func evidence(
        _ ask: (LedgerConnection, EvidenceQuestion.Under) async throws(CommandError) -> [UInt8]
    ) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence) {
        let question = try await self.ask()
        let bytes = try await ask(connection, under)
        let evidence = try Verifier.parse(answer: bytes, place: Wording(url))
        try await holdUnlessForeign(evidence.checkpoint, question)
        return (bytes, evidence)
    }

    /// The evidence of what offices did under a name, held to in the same way; nil where nothing is on record.
    func evidence(ofActs name: String) async throws(CommandError) -> (bytes: [UInt8], evidence: Evidence)? {
        let question = try await ask()
        guard let bytes = try await connection.evidence(ofActs: name, under: under) else {
            try await hold(try await connection.checkpoint(), question)
            return nil
        }
        let evidence = try Verifier.parse(answer: bytes, place: Wording(url))
        try await holdUnlessForeign(evidence.checkpoint, question)
        return (bytes, evidence)
    }

    /// Holds the ledger to the checkpoint of evidence; false where another key signed it, which checking the evidence says.
    @discardableResult
    private func holdUnlessForeign(
        _ checkpoint: [UInt8], _ question: HeadKeeper.Question
    ) async throws(CommandError) -> Bool {
        let newest = under == .published ? try await connection.checkpoint() : nil
        do throws(HoldingFailure) {
            if let newest {
                // What witnesses have cosigned may be older than what the ledger acknowledged to this very device.
                try await keeper.hold(newest, to: question)
                try await keeper.hold(checkpoint, toBeginningOf: newest)
            } else {
                try await keeper.hold(checkpoint, to: question)
            }
            return true
        } catch {
            if case .notSigned = error { return false }
            throw failure(error)
        }
    }

    /// One document about many codes, held to in the same way; nil where the ledger knows no such question or answers what is no
    /// such document.
    func evidence(of question: EvidenceQuestion) async throws(CommandError) -> EvidenceBatch? {
        let asked = try await ask()
        guard let bytes = try await connection.evidence(of: question), let batch = try? EvidenceBatch.parse(bytes)
        else { return nil }
        // Checking what it gives says so of each code; that there is nothing is another's word, and is asked for again.
        return try await holdUnlessForeign(batch.checkpoint, asked) ? batch : batch.withoutUnknown
    }

    /// Whether answers are compared with this device's own journal.
    var hasOwnJournal: Bool { own != nil }

    /// The JSON of `GET /lookup`; nil for a code of which nothing is on record. Either way the ledger's head is asked for too.
    func lookup(_ written: String, limit: Int) async throws(CommandError) -> [UInt8]? {
        let answer = try await connection.lookup(written, limit: limit)
        try await hold()
        return answer
    }

    /// Asks for the ledger's newest head and holds it to what it signed before.
    func hold() async throws(CommandError) {
        _ = try await holding()
    }

    /// The same, and gives the note.
    func holding() async throws(CommandError) -> [UInt8] {
        let question = try await ask()
        let note = try await connection.checkpoint()
        try await hold(note, question)
        return note
    }

    /// An entry with the proof of its place, under the ledger's newest head, or under the one that is published.
    func entry(_ index: UInt64) async throws(CommandError) -> (bytes: [UInt8], proof: InclusionProofFile) {
        let head = try await opened()
        do throws(EntryProverError) {
            let (bytes, proof) = try await EntryProver(LedgerTiles(connection.client), under: head.checkpoint)
                .entry(index)
            return (bytes, InclusionProofFile(leafIndex: index, hashes: proof.hashes, checkpoint: head.note))
        } catch {
            throw failure(error)
        }
    }

    /// The ledger's head under which is asked, opened: the newest, or the beginning of it that witnesses have cosigned. It continues
    /// what the ledger signed before.
    func opened() async throws(CommandError) -> SignedCheckpoint {
        let published = under == .published ? try await connection.publishedCheckpoint() : nil
        let newest = try await holding()
        if let published {
            do throws(HoldingFailure) { try await keeper.hold(published, toBeginningOf: newest) } catch {
                throw failure(error)
            }
        }
        let note = published ?? newest
        do throws(CheckpointError) { return try Checkpoint.open(note: note, key: key) } catch {
            throw failure(.notSigned(error))
        }
    }

    private func failure(_ error: EntryProverError) -> CommandError {
        switch error {
        case .beyond(let index, let size):
            CommandError(
                .unknown, at: Wording(url), en: "there is no entry \(index): the ledger has signed \(size)",
                zh: "没有第 \(index) 条：账本已签署 \(size) 条")
        case .notShown(let index):
            CommandError(
                .undecided, at: Wording(url),
                en:
                    "could not check: what the ledger serves as entry \(index) does not lead to the root that it signed",
                zh: "无法核查：账本给出的第 \(index) 条得不出其签署的根")
        case .source(let error):
            CommandError(
                error.isUnreachable ? .unreachable : .undecided, at: Wording(url),
                Wording(en: "could not check: \(error.wording.en)", zh: "无法核查：\(error.wording.zh)"))
        }
    }

    private func ask() async throws(CommandError) -> HeadKeeper.Question {
        do throws(HoldingFailure) { return try await keeper.ask() } catch { throw failure(error) }
    }

    private func hold(_ note: [UInt8], _ question: HeadKeeper.Question) async throws(CommandError) {
        do throws(HoldingFailure) { try await keeper.hold(note, to: question) } catch { throw failure(error) }
    }

    private func failure(_ error: HoldingFailure) -> CommandError {
        CommandError(error, url: url, key: key)
    }
}

extension WatchedLedger {
    /// What of this device's acknowledged events that name `code` is not in evidence that was taken; nil where nothing is
    /// missing.
    ///
    /// - Parameter report: nil where the ledger says that nothing is on record.
    func lacking(_ code: CanonicalCode, inEvidence report: EvidenceReport?) async -> AcknowledgedEvents.Lacking? {
        guard let own, under == .newest || report?.checkpoint != nil else { return nil }
        let found = report?.events.filter { $0.journal == own.journal }.map(\.journalIndex) ?? []
        do throws(AcknowledgedEventsError) {
            let lacking = try await own.lacking(code, found: Set(found))
            // As of an older tree what was acknowledged since is not there yet.
            if under == .published, let lacking, let size = report?.checkpoint?.checkpoint.treeSize,
                size < lacking.head.treeSize
            {
                return nil
            }
            return lacking
        } catch {
            Self.say(error)
            return nil
        }
    }

    /// The same for a look-up; nil where it gives a part of the events only, or is of another code.
    ///
    /// - Parameter answer: nil where the ledger says that nothing is on record.
    func lacking(_ code: CanonicalCode, inLookup answer: LookupText?) async -> AcknowledgedEvents.Lacking? {
        guard let own, answer?.isWhole(of: code) != false else { return nil }
        do throws(AcknowledgedEventsError) {
            return try await own.lacking(code, bodies: answer?.bodies(of: own.journal) ?? [])
        } catch {
            Self.say(error)
            return nil
        }
    }

    /// Ends the command where the ledger left out what it acknowledged.
    func refuse(_ lacking: AcknowledgedEvents.Lacking?) throws(CommandError) {
        guard let lacking else { return }
        throw CommandError(.violated, at: Wording(url), lacking.wording, hint: Self.keepJournal)
    }

    static let keepJournal = Wording(
        en: "keep this journal: journal.sqlite holds the ledger's signature under what it acknowledged",
        zh: "请妥善保存本日志：journal.sqlite 中有账本对已确认内容的签名")

    private static func say(_ error: AcknowledgedEventsError) {
        Console.message("\(Console.program): \(said(error.wording).printable)")
    }
}

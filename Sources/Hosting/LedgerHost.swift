public import Codes
public import DerivedState
public import Evidence
public import HostState
public import Ledger
public import LedgerQuery
public import Logging
public import Rules
public import TransparencyLog
import Values
import VerifiableIndex

/// A running ledger: its store, its writer, its index and its reader, put together and brought up to date.
public struct LedgerHost: Sendable {
    public let identity: LedgerIdentity
    public let store: any LedgerStore
    public let sequencer: Sequencer<EventReading>
    public let index: CodeIndex
    /// The committed index, by which look-ups are shown to be complete; nil where none is kept.
    public let committedIndex: IndexKeeper?
    public let reader: LedgerReader
    /// What the trade asks for, as this host judges chains by it.
    public let definitions: TradeDefinitions
    /// Where the definition files lie that the ledger adopts; nil where this host keeps none.
    public let definitionTexts: (any DefinitionTexts)?
    /// Reads codes as this host's schemes say.
    public let codes: CodeReader
    /// The schemes by which the committed index reads codes, and `codes` too where this host has none of its own.
    public let schemes: MerkleHash
    /// The private values of the entries; nil where this host keeps none.
    public let disclosures: DisclosureService?
    /// The signed marks of erased values; nil where they are not signed.
    public let erasures: ErasureLog?
    /// Notices when the clock of arrival times was set.
    public let clock: ClockWatch
    /// What the monitor found; nil where none watches.
    public let findings: (any FindingStore)?
    /// Cosigns other hosts' ledgers; nil where this host is no witness.
    public var witness: LedgerWitness?
    /// Where the files of draws and the checkpoints of their seeds lie; nil where this host keeps none.
    public var draws: (any DrawFileStore)?
    /// All complaints, as far as they were asked for.
    public let complaints: ComplaintBook
    /// The risk of firms and products, and what is warned of; nil where none keeps it.
    public var risk: RiskDesk?
    /// Takes the reports of shoppers; nil where no administrator has enabled it.
    public var reports: ReportDesk?
    /// What witnesses have cosigned of this ledger; nil where it has no witness policy.
    public var cosigned: CosignedLedger?

    /// Recovers the ledger in `store` and brings its index up to date; nothing is signed where it throws.
    ///
    /// - Parameters:
    ///   - disclosureStore: where private values are kept; nil to keep none.
    ///   - erasureStatements: where the signed word on erased values is kept; nil leaves it out.
    ///   - trustingErasures: signs the marks of erased values that are there, for a host that lost them for good.
    ///   - findingStore: where the monitor keeps what it finds; nil to have none.
    ///   - codes: reads codes; by what it knows of schemes events are indexed.
    ///   - definitionTexts: where the definition files lie that the ledger adopts; nil to adopt none.
    ///   - definitions: by them chains are judged, and their profiles say who is told which private values.
    ///   - committing: how the committed index is kept; nil to keep none, and to make no states of it.
    ///   - observer: is told of each commit after the index has it, for counting, and when the ledger must stop.
    public static func open(
        identity: LedgerIdentity, store: any LedgerStore, indexStore: any CodeIndexStore, memory: any SignedHeadStore,
        disclosureStore: (any DisclosureStore)? = nil, erasureStatements: (any ErasureStatementStore)? = nil,
        trustingErasures: Bool = false, definitions: TradeDefinitions = .builtIn,
        definitionTexts: (any DefinitionTexts)? = nil, findingStore: (any FindingStore)? = nil,
        codes: CodeReader = CodeReader(),
        indexLimits: CodeIndex.Limits = CodeIndex.Limits(), committing: IndexCommitting? = nil,
        trustingStore: Bool = false,
        observer: (any LedgerObserver<EventReading>)? = nil, logger: Logger
    ) async throws(RecoveredLedger.Failure) -> LedgerHost {
        let recovered = try await RecoveredLedger.recover(
            store: store, key: identity.signer.verifierKey, memory: memory, trustingStore: trustingStore)
        let identities = EventIdentities(reader: codes)
        let index = CodeIndex(
            store: indexStore, source: IndexSource(store, identities: identities), limits: indexLimits, logger: logger)
        do throws(StoreError) {
            try await index.catchUp(treeSize: recovered.tip.treeSize)
        } catch {
            throw .store(error)
        }
        // The signed-head file may be behind by what was committed just before a crash, or have been lost and given up.
        do throws(SignedHeadError) { try memory.keep(recovered.checkpoint) } catch {
            throw .guardUnreadable(error)
        }
        let names = committing.map { EntryNames(reader: $0.codes) }
        let seeds = SeedWatch()
        let (keeper, making) = try await committedIndex(
            of: recovered, store, committing, logger: logger)
        let sequencer = Sequencer(
            recovered, identity: identity, store: store, memory: memory,
            observer: IndexingObserver(index: index, keeper: keeper, names: names, seeds: seeds, next: observer),
            making: making,
            logger: logger
        ) { EventReading($0, identities: identities, names: names) }
        seeds.follow(sequencer.publication)
        await sequencer.keepStates()
        let reader = LedgerReader(store: store, index: index, origin: identity.signer.verifierKey.name, codes: codes)
        var erasures: ErasureLog?
        if let disclosureStore, let erasureStatements {
            erasures = await signedErasures(
                ErasureLog(
                    store: disclosureStore, statements: erasureStatements, signer: identity.signer,
                    former: recovered.registry.ledgerRotations.map(\.rotation.old)),
                trustingMarks: trustingErasures, logger: logger)
        }
        let signed = erasures
        let complaints = ComplaintBook()
        return LedgerHost(
            identity: identity, store: store, sequencer: sequencer, index: index, committedIndex: keeper,
            reader: reader,
            definitions: definitions, definitionTexts: definitionTexts, codes: codes,
            schemes: committing?.schemes ?? SchemeVersions.digest(of: [:]),
            disclosures: disclosureStore.map { kept in
                DisclosureService(
                    store: kept, erasures: signed, ledger: store, identity: identity, profiles: definitions.profiles,
                    codes: codes,
                    registry: { sequencer.published.registry },
                    isForOffice: { event, uscc in
                        await isForOffice(event, uscc, book: complaints, reader: reader, sequencer.published)
                    })
            },
            erasures: signed, clock: ClockWatch(now: identity.now, uptime: identity.uptime),
            findings: findingStore, complaints: complaints)
    }

    /// The keeper of the committed index, which catches up behind the start, and what the sequencer needs of it.
    private static func committedIndex(
        of recovered: RecoveredLedger, _ store: any LedgerStore, _ committing: IndexCommitting?, logger: Logger
    ) async throws(RecoveredLedger.Failure) -> (IndexKeeper?, StateMaking?) {
        guard let committing else { return (nil, nil) }
        let version = IndexKeysVersion(number: EntryNames.number, schemes: committing.schemes)
        let keeper = IndexKeeper(
            store: committing.runs, source: IndexKeeperSource(store, names: EntryNames(reader: committing.codes)),
            version: version, logger: logger)
        do throws(StoreError) {
            let newest = try await store.newestState(below: recovered.tip.treeSize)
            await keeper.open(treeSize: recovered.tip.treeSize, newest: newest)
            // By other names the ledger is to be covered again, however quiet it is.
            return (keeper, StateMaking(keeper, limits: committing.limits, newest: newest, keys: version))
        } catch {
            throw .store(error)
        }
    }

    /// Watches the ledger; nil where nothing is kept of what it would find.
    public func monitor(observer: (any MonitorObserver)? = nil, logger: Logger) -> FindingsMonitor? {
        findings.map {
            FindingsMonitor(
                store: $0, ledger: HostWatching(host: self), atOnce: HostWatching.judgedAtOnce, now: identity.now,
                observer: observer, logger: logger)
        }
    }

    private static func signedErasures(_ log: ErasureLog, trustingMarks: Bool, logger: Logger) async -> ErasureLog {
        do throws(StoreError) {
            try await log.open(trustingMarks: trustingMarks)
        } catch {
            logger.error("the erasures of private values could not be signed", metadata: ["error": "\(error.reason)"])
        }
        return log
    }

    /// How this host is, without waiting for any part of it.
    public var health: HostHealth {
        let published = sequencer.published
        let behind = published.lastArrival.map { $0.milliseconds - identity.now().milliseconds } ?? 0
        return HostHealth(
            commit: sequencer.progress.commit, stopReason: sequencer.publication.stopped,
            treeSize: published.treeSize, index: index.status, committed: committedIndex?.status, clock: clock.status,
            clockBehindMilliseconds: max(0, behind), erasures: erasures?.trouble, witnessing: cosigned?.status,
            now: identity.now(), uptime: identity.uptime())
    }

    /// Stops taking entries, answers what waits, and stores the index.
    public func shutDown() async {
        await sequencer.drain()
        await index.flush()
    }
}

/// Feeds the indexes from commits.
private struct IndexingObserver: LedgerObserver {
    let index: CodeIndex
    let keeper: IndexKeeper?
    /// How the keeper names entries.
    let names: EntryNames?
    let seeds: SeedWatch
    let next: (any LedgerObserver<EventReading>)?

    func committed(_ group: CommittedGroup<EventReading>) async {
        let rows = group.events.flatMap { event in
            event.reading.indexKeys.map { IndexRow(key: $0, entry: event.entry) }
        }
        await index.append(rows, upTo: group.entries.upperBound)
        seeds.look(at: group)
        if let keeper, let names {
            keeper.follow(to: group.entries.upperBound, keys: Self.keys(of: group, names))
        }
        await next?.committed(group)
    }

    /// The keys of each new entry: those of events were found when they were read.
    private static func keys(of group: CommittedGroup<EventReading>, _ names: EntryNames) -> [[IndexKey]] {
        var events = group.events[...]
        return zip(group.entries, group.entryBytes).map { entry, bytes in
            if let event = events.first, event.entry == entry {
                events.removeFirst()
                if !event.reading.nameKeys.isEmpty { return event.reading.nameKeys }
            }
            return names.keys(of: bytes)
        }
    }

    func stopped(_ reason: String) {
        next?.stopped(reason)
    }
}

import Evidence
import Ledger
import TransparencyLog

/// What every query reads with: the stores, what was read before, and a clock that nobody sets.
struct ReadingRoom: Sendable {
    let store: any LedgerStore
    let events: RecentMemory<UInt64, RecordedEvent>
    let proofs: ProofMemory
    let uptime: @Sendable () -> Duration
    /// The ledger's, by which heads of other ledgers are told apart; where it is not given no time of recording is known.
    let origin: String?
}

/// What proofs are made of and never changes, within a bound of memory.
struct ProofMemory: Sendable {
    /// Of full tiles' trees, and of the newest partial ones.
    let crowns: RecentMemory<Tile, TileCrown>
    /// Full tiles of leaf hashes.
    let tiles: RecentMemory<UInt64, [UInt8]>
    /// Of pushes, by the first entry of each.
    let spans: RecentMemory<UInt64, SpanCrown>
    /// Entries that are not events: enrolments, which concern every chain, and journals' checkpoints.
    let entries: RecentMemory<UInt64, [UInt8]>

    /// 72 MiB in all: the crowns of four million entries, and as many again of the journals that brought them.
    init() {
        crowns = RecentMemory(costMax: 32 << 20)
        tiles = RecentMemory(costMax: 8 << 20)
        spans = RecentMemory(costMax: 24 << 20)
        entries = RecentMemory(costMax: 8 << 20)
    }

    /// What each value takes beside what it is made of: its key, its place, its array.
    static let bytesOfOne = 128
}

extension RecordedEvent {
    /// What it takes of memory, roughly: the body, beside the fields a string of its own for each value, and its codes read.
    var cost: Int { 2048 + 4 * body.count }
}

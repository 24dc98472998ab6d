public import DerivedState
public import HostState
public import Ledger
public import Values
public import VerifiableIndex

/// How a host is, told from what can be known without waiting for anything that may itself hang. Pure: from what the parts say to
/// what is amiss.
public struct HostHealth: Sendable {
    public struct Limits: Sendable {
        /// A commit that takes longer hangs: everybody is told, and the watchdog no longer that all is well, so that the daemon is
        /// started again, and recovery decides, once its patience is over too. A sound disk needs less than a second for the largest.
        public var commitMax: Duration = .seconds(10)
        /// For how long a clock that jumped is told.
        public var clockMemory: Duration = .seconds(3600)

        public init() {}
    }

    /// Something that is amiss.
    public enum Trouble: Hashable, Sendable {
        case stopped(reason: String)
        /// A commit has been under way for too long.
        case slowCommit(CommitProgress.Commit)
        /// The code index leaves entries out.
        case indexBehind(upTo: UInt64, count: UInt64)
        /// The code index could not be written; what is new is in memory.
        case indexNotWritten(reason: String)
        /// The ledger names a run of its committed index that is not that of its entries.
        case committedIndexFalse(NamedRun)
        /// The committed index could not be kept; look-ups are shown to be complete as of the last state only.
        case committedIndexNotKept(reason: String)
        /// What the ledger has named of its committed index is being made again: until then nothing is shown to be complete.
        case committedIndexBeingMade(upTo: UInt64, end: UInt64)
        case clockJumped(milliseconds: Int64, ago: Duration)
        /// The clock is behind the newest arrival; arrivals stand still until it has caught up.
        case clockBehind(milliseconds: Int64)
        /// Private values are not taken, since it is not certain which were erased.
        case erasures(ErasureLog.Trouble)
        /// A witness holds what must not be.
        case witnessAlarm(name: String, WitnessingStatus.Alarm)
        /// What witnesses cosigned could not be kept, and is not published.
        case cosignedNotKept(reason: String)
        /// Entries wait for the cosignatures that the policy demands.
        case notCosigned(since: Timestamp, publishedSize: UInt64?)
    }

    /// What is amiss, the gravest first.
    public let troubles: [Trouble]
    public let treeSize: UInt64
    /// The commit in progress.
    public let commit: CommitProgress.Commit?
    public let index: CodeIndexStatus
    public let clock: ClockWatch.Status
    /// How far the clock is behind the newest arrival; 0 where it is not.
    public let clockBehindMilliseconds: Int64
    /// How it stands with the cosignatures; nil where the ledger has no witness policy.
    public let witnessing: WitnessingStatus?

    /// - Parameters:
    ///   - uptime: the clock of `clock`'s jumps, now.
    ///   - erasures: what is amiss with the marks of erased values, if anything.
    ///   - now: the clock by which cosignatures are missing; nil where there is no witness policy.
    public init(
        commit: CommitProgress.Commit?, stopReason: String?, treeSize: UInt64, index: CodeIndexStatus,
        committed: IndexKeeperStatus? = nil, clock: ClockWatch.Status, clockBehindMilliseconds: Int64 = 0,
        erasures: ErasureLog.Trouble?, witnessing: WitnessingStatus? = nil, now: Timestamp? = nil,
        uptime: Duration, limits: Limits = Limits()
    ) {
        var troubles: [Trouble] = []
        if let stopReason { troubles.append(.stopped(reason: stopReason)) }
        if let commit, commit.age > limits.commitMax { troubles.append(.slowCommit(commit)) }
        let ofWitnesses = now.map { witnessing?.troubles(now: $0) ?? [] } ?? []
        troubles += ofWitnesses.filter(\.isAlarm)
        if let erasures { troubles.append(.erasures(erasures)) }
        if index.isBehind { troubles.append(.indexBehind(upTo: index.indexedUpTo, count: index.behindCount)) }
        if let reason = index.reason { troubles.append(.indexNotWritten(reason: reason)) }
        if let run = committed?.contradiction { troubles.append(.committedIndexFalse(run)) }
        if let reason = committed?.reason { troubles.append(.committedIndexNotKept(reason: reason)) }
        if let committed, let end = committed.remakingUpTo {
            troubles.append(.committedIndexBeingMade(upTo: min(committed.indexedUpTo, end), end: end))
        }
        troubles += ofWitnesses.filter { !$0.isAlarm }
        if let last = clock.last, uptime - last.noticed < limits.clockMemory {
            troubles.append(.clockJumped(milliseconds: last.milliseconds, ago: uptime - last.noticed))
        }
        if clockBehindMilliseconds > ClockWatch.toleranceMilliseconds {
            troubles.append(.clockBehind(milliseconds: clockBehindMilliseconds))
        }
        self.troubles = troubles
        self.treeSize = treeSize
        self.commit = commit
        self.index = index
        self.clock = clock
        self.clockBehindMilliseconds = clockBehindMilliseconds
        self.witnessing = witnessing
    }

    /// Whether pushes can be acknowledged now; where they cannot for long, only a new start helps.
    public var isTakingEntries: Bool { !troubles.contains(where: \.isFatal) }

    /// Why they cannot.
    public var reason: Wording? { troubles.first(where: \.isFatal)?.wording }
}

extension HostHealth.Trouble {
    /// Whether nothing can be acknowledged because of it.
    public var isFatal: Bool {
        switch self {
        case .stopped, .slowCommit: true
        case .indexBehind, .indexNotWritten, .committedIndexFalse, .committedIndexNotKept, .committedIndexBeingMade,
            .clockJumped, .clockBehind, .erasures, .witnessAlarm, .cosignedNotKept, .notCosigned:
            false
        }
    }

    /// Whether it shows that a history was rewritten, or lost: somebody must look at once.
    public var isAlarm: Bool {
        switch self {
        case .witnessAlarm: true
        case .stopped, .slowCommit, .indexBehind, .indexNotWritten, .committedIndexFalse, .committedIndexNotKept,
            .committedIndexBeingMade, .clockJumped, .clockBehind, .erasures, .cosignedNotKept, .notCosigned:
            false
        }
    }

    /// Every `kind` there is.
    public static let kinds = [
        "stopped", "slow-commit", "index-behind", "index-not-written", "committed-index-false",
        "committed-index-not-kept", "committed-index-being-made", "clock-jumped", "clock-behind",
        "erasures-uncertain", "witness-alarm", "cosigned-not-kept", "not-cosigned",
    ]

    /// One word for programs.
    public var kind: String {
        switch self {
        case .stopped: "stopped"
        case .slowCommit: "slow-commit"
        case .indexBehind: "index-behind"
        case .indexNotWritten: "index-not-written"
        case .committedIndexFalse: "committed-index-false"
        case .committedIndexNotKept: "committed-index-not-kept"
        case .committedIndexBeingMade: "committed-index-being-made"
        case .clockJumped: "clock-jumped"
        case .clockBehind: "clock-behind"
        case .erasures: "erasures-uncertain"
        case .witnessAlarm: "witness-alarm"
        case .cosignedNotKept: "cosigned-not-kept"
        case .notCosigned: "not-cosigned"
        }
    }

    public var wording: Wording {
        switch self {
        case .stopped(let reason): return Wording(en: reason, zh: reason)
        case .slowCommit(let commit):
            let seconds = commit.age.components.seconds
            return Wording(
                en: "a commit has been waiting for \(seconds) s for \(commit.stage.wording.en)",
                zh: "一次提交已等待\(commit.stage.wording.zh) \(seconds) 秒")
        case .indexBehind(let upTo, let count):
            return Wording(
                en: "look-ups do not find the newest \(count) entries: the code index reaches up to \(upTo)",
                zh: "查询不到最新的 \(count) 条：编码索引只到第 \(upTo) 条")
        case .indexNotWritten(let reason):
            return Wording(en: "the code index cannot be written: \(reason)", zh: "编码索引无法写入：\(reason)")
        case .committedIndexFalse(let run):
            return Wording(
                en:
                    "the ledger names a false index of the entries \(run.range.lowerBound) to \(run.range.upperBound - 1)",
                zh: "账本所记第 \(run.range.lowerBound)–\(run.range.upperBound - 1) 条的索引不实")
        case .committedIndexNotKept(let reason):
            return Wording(en: "the committed index cannot be kept: \(reason)", zh: "承诺索引无法维护：\(reason)")
        case .committedIndexBeingMade(let upTo, let end):
            return Wording(
                en:
                    "the committed index is being made again, up to entry \(upTo) of \(end): until then nothing is shown to "
                    + "be complete",
                zh: "正在重建承诺索引（\(upTo)/\(end) 条）：完成之前无法证明查询结果完整")
        case .clockJumped(let milliseconds, let ago):
            let (seconds, minutes) = (Double(abs(milliseconds)) / 1000, ago.components.seconds / 60)
            return Wording(
                en: "the clock jumped \(milliseconds > 0 ? "forward" : "back") by \(seconds) s, \(minutes) min ago",
                zh: "系统时钟在 \(minutes) 分钟前向\(milliseconds > 0 ? "前" : "后")跳变了 \(seconds) 秒")
        case .clockBehind(let milliseconds):
            let seconds = Double(milliseconds) / 1000
            return Wording(
                en: "the clock is \(seconds) s behind the newest arrival: arrivals stand still until it has caught up",
                zh: "系统时钟比最近到达时间慢 \(seconds) 秒：到达时间停止前进，直至时钟追上")
        case .erasures(let trouble): return trouble.wording
        case .witnessAlarm(let name, let alarm): return alarm.wording(of: name)
        case .cosignedNotKept(let reason):
            return Wording(
                en: "what witnesses cosigned cannot be kept, and is not published: \(reason)",
                zh: "见证方的联署无法保存，因而未发布：\(reason)")
        case .notCosigned(let since, let size):
            return Wording(
                en: "witnesses have not cosigned what came since \(since)"
                    + (size.map { ": published are \($0) entries" } ?? ": nothing is published yet"),
                zh: "自 \(since) 起的内容尚未得到见证方联署" + (size.map { "：已发布 \($0) 条" } ?? "：尚未发布任何内容"))
        }
    }
}

extension WitnessingStatus.Alarm {
    /// What people read.
    public func wording(of witness: String) -> Wording {
        switch self {
        case .otherTree(let size):
            Wording(
                en:
                    "witness \(witness) holds another history of \(size) entries, signed by this ledger's key: the ledger has forked",
                zh: "见证方 \(witness) 持有本账本密钥签署的另一段 \(size) 条的历史：账本已分叉")
        case .largerTree(let size):
            Wording(
                en:
                    "witness \(witness) holds \(size) entries signed by this ledger's key, more than this ledger has: an old copy?",
                zh: "见证方 \(witness) 持有本账本密钥签署的 \(size) 条，多于本账本现有：是否恢复了旧副本？")
        case .wentBack(let from, let to):
            Wording(
                en: "witness \(witness) went back: it cosigned \(from) entries and now holds \(to)",
                zh: "见证方 \(witness) 倒退：曾联署 \(from) 条，现仅持有 \(to) 条")
        }
    }
}

extension CommitProgress.Stage {
    fileprivate var wording: Wording {
        switch self {
        case .reading: Wording(en: "what the store holds to be read", zh: "读取存储")
        case .store: Wording(en: "the store to be durable", zh: "存储落盘")
        case .signedHead: Wording(en: "the signed-head file to be durable", zh: "签名头文件落盘")
        case .consumers: Wording(en: "the consumers of new entries", zh: "派生数据处理")
        }
    }
}

public import DerivedState
public import Ledger
public import Logging
public import Risk
import Values

/// Warnings that are told in one mail.
public struct WarningDigest: Hashable, Sendable {
    public let origin: String
    /// In the order in which they were noticed; never none.
    public let changes: [WarningChange]
    /// Stands for the numbers of the changes.
    public let series: String

    /// The changes' numbers.
    public var numbers: ClosedRange<UInt64> { changes[0].number...changes[changes.count - 1].number }

    /// In both languages: whoever reads mail of an office did not choose the daemon's.
    public var subject: String {
        let opened = changes.count { $0.isOpened }
        return "[yima] \(origin): \(opened) 条新预警 / \(opened) new warnings"
    }

    public var body: String {
        func section(_ of: (Wording) -> String, _ heads: [String]) -> String {
            var lines = [heads[0]]
            for (isOpened, head) in [(true, heads[1]), (false, heads[2])] {
                let its = changes.filter { $0.isOpened == isOpened }
                guard !its.isEmpty else { continue }
                lines.append("")
                lines.append("\(head) (\(its.count))")
                for change in its {
                    let warning = change.warning
                    let entry = warning.entry.map { " [\($0)]" } ?? ""
                    lines.append("- \(warning.day) \(of(warning.message))\(entry)")
                    lines.append("  \(warning.scope)")
                }
            }
            lines.append("")
            lines.append(heads[3])
            return lines.map(\.printable).joined(separator: "\n")
        }
        return section(
            { $0.zh },
            ["账本 \(origin) 的预警（由主机给出，可用 yima warnings 查看）：", "新增", "已消除", "方括号内为账本条目；yima task open 建立核查任务。"])
            + "\n\n"
            + section(
                { $0.en },
                [
                    "Warnings of the ledger \(origin) (the host's word; yima warnings shows them):", "New", "Settled",
                    "In brackets the ledger's entry; yima task open begins a task.",
                ]) + "\n"
    }
}

/// What became of a mail.
public enum MailAnswer: Hashable, Sendable {
    /// The mail server of this machine has it.
    case taken
    case failed(reason: String)
}

/// Hands a mail to the mail server of this machine, within a time of its own.
public protocol WarningMailing: Sendable {
    func send(_ digest: WarningDigest) async -> MailAnswer
}

/// Tells warnings by mail: many in one, in order and each at least once. It goes on only when the mail server has taken a mail, and after a
/// restart where it was.
public actor WarningMail {
    /// What a round came to.
    public enum Outcome: Hashable, Sendable {
        case upToDate
        case sent(count: Int)
        /// The same is sent again later.
        case failed(MailAnswer)
    }

    /// Changes in one mail.
    public static let changesMax = 200

    private let store: any RiskStore
    private let receiver: String
    private let origin: String
    private let kinds: Set<RiskWarning.Kind>
    private let mailing: any WarningMailing
    private let logger: Logger
    private var backoff = Backoff()

    /// - Parameters:
    ///   - receiver: names those who are told among all that were ever told: `mailto:` and their addresses.
    ///   - kinds: those that are wanted; all where it is empty.
    public init(
        store: any RiskStore, receiver: String, origin: String, kinds: Set<RiskWarning.Kind> = [],
        mailing: any WarningMailing, logger: Logger
    ) {
        self.store = store
        self.receiver = receiver
        self.origin = origin
        self.kinds = kinds
        self.mailing = mailing
        self.logger = logger
    }

    /// Goes on until the task is cancelled.
    /// - Parameters:
    ///   - pause: how long it waits where there is nothing to tell.
    ///   - interval: how long it waits after a mail, so that a flood of warnings is no flood of mails.
    public func run(
        pause: Duration = .seconds(5), interval: Duration,
        random: @Sendable () -> Double = { .random(in: 0...1) },
        sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) async {
        while !Task.isCancelled {
            var next = pause
            do throws(StoreError) {
                switch try await tell() {
                case .upToDate: backoff.reset()
                case .sent:
                    backoff.reset()
                    next = interval
                case .failed(let answer):
                    next = backoff.next(random())
                    logger.warning(
                        "the mail server did not take the warnings",
                        metadata: ["answer": "\(answer)", "again in seconds": "\(next.components.seconds)"])
                }
            } catch {
                next = backoff.next(random())
                logger.error("the warnings cannot be read", metadata: ["error": "\(error.reason)"])
            }
            do { try await sleep(next) } catch { return }
        }
    }

    /// Sends what is new, at most one mail.
    public func tell() async throws(StoreError) -> Outcome {
        var cursor = try await store.delivered(to: receiver)
        while !Task.isCancelled {
            let page = try await store.changes(after: cursor, limit: Self.changesMax)
            guard let last = page.last?.number else { return .upToDate }
            let wanted = page.filter { kinds.isEmpty || kinds.contains($0.warning.kind) }
            guard !wanted.isEmpty else {
                // What is not wanted is behind it too.
                try await store.markDelivered(upTo: last, to: receiver)
                cursor = last
                continue
            }
            let series = try await store.progress().series
            let answer = await mailing.send(WarningDigest(origin: origin, changes: wanted, series: series))
            guard answer == .taken else { return .failed(answer) }
            try await store.markDelivered(upTo: last, to: receiver)
            return .sent(count: wanted.count)
        }
        return .upToDate
    }
}

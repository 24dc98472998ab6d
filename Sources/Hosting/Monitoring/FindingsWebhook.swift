public import DerivedState
import Evidence
public import Ledger
import LedgerProtocol
public import Logging
public import StrictJSON

/// What is brought to a receiver at once: some changes of findings, in their order.
public struct WebhookDelivery: Hashable, Sendable {
    /// `{"origin","changes":[…]}`, the changes as `GET /findings/changes` has them.
    public let body: [UInt8]
    /// Numbers of the first and the last change that it may hold: what a receiver knows it again by.
    public let numbers: ClosedRange<UInt64>
    /// `sha256=…`: HMAC-SHA256 of the body in hexadecimal digits; nil without a secret.
    public let signature: String?
}

/// What became of a delivery.
public enum WebhookAnswer: Hashable, Sendable {
    /// The receiver answered with this HTTP status; what else it said is thrown away.
    case status(Int)
    /// It did not answer, or not in time, or not in HTTP.
    case failed(reason: String)

    public var isAccepted: Bool {
        if case .status(let status) = self { (200..<300).contains(status) } else { false }
    }
}

/// Brings a delivery to the receiver: within a time of its own, following no redirect, keeping nothing of the answer.
public protocol WebhookPosting: Sendable {
    func post(_ delivery: WebhookDelivery) async -> WebhookAnswer
}

/// Is told how the deliveries go, for counting.
public protocol WebhookObserver: Sendable {
    /// - Parameter behind: changes that the receiver was not told yet.
    func delivered(changes: Int, behind: UInt64)
    func failed(behind: UInt64)
}

/// Changes that receivers are told, in their order: of findings, of warnings.
public protocol WebhookFeed: Sendable {
    /// The member of a delivery under which they stand: `changes`.
    var member: String { get }
    /// The number of the newest change; 0 where there was none.
    func lastChange() async throws(StoreError) -> UInt64
    /// Changes after a number, ascending, at most so many: those that are wanted, and the number of the last of all of them; nil where there
    /// are none.
    func page(
        after number: UInt64, limit: Int
    ) async throws(StoreError) -> (wanted: [(number: UInt64, json: JSONNode)], last: UInt64)?
    func delivered(to receiver: String) async throws(StoreError) -> UInt64
    func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError)
}

/// The changes of findings that pass a filter.
public struct FindingsFeed: WebhookFeed {
    private let findings: any FindingStore
    private let filter: FindingFilter

    public init(_ findings: any FindingStore, _ filter: FindingFilter) {
        (self.findings, self.filter) = (findings, filter)
    }

    public var member: String { "changes" }

    public func lastChange() async throws(StoreError) -> UInt64 { try await findings.progress().lastChange }

    public func page(
        after number: UInt64, limit: Int
    ) async throws(StoreError) -> (wanted: [(number: UInt64, json: JSONNode)], last: UInt64)? {
        let page = try await findings.changes(after: number, limit: limit)
        guard let last = page.last?.number else { return nil }
        return (page.filter(filter.passes).map { ($0.number, $0.json) }, last)
    }

    public func delivered(to receiver: String) async throws(StoreError) -> UInt64 {
        try await findings.delivered(to: receiver)
    }

    public func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError) {
        try await findings.markDelivered(upTo: number, to: receiver)
    }
}

/// Brings the changes of findings, or of warnings, to a receiver, in order and each at least once: it goes on only when the receiver has
/// said that it has them, and after a restart where it was.
///
/// It reads what the monitor keeps and writes nothing but how far it is, so that no receiver holds up anybody.
public actor FindingsWebhook {
    /// What a round came to.
    public enum Outcome: Hashable, Sendable {
        /// There is nothing that the receiver does not know.
        case upToDate
        case delivered(count: Int)
        /// The same is brought again later.
        case failed(WebhookAnswer)
    }

    /// Changes of one delivery, and about the bytes of its body.
    public static let changesMax = 100
    public static let bytesMax = 256 << 10

    private let feed: any WebhookFeed
    private let receiver: String
    private let origin: String
    private let secret: [UInt8]?
    private let post: any WebhookPosting
    private let observer: (any WebhookObserver)?
    private let logger: Logger
    private var backoff = Backoff()

    /// - Parameters:
    ///   - receiver: names it among those who were ever told: its address.
    ///   - origin: of the ledger, so that one receiver may listen to several.
    ///   - secret: signs the deliveries; nil signs none.
    public init(
        findings: any FindingStore, receiver: String, origin: String, filter: FindingFilter = FindingFilter(),
        secret: [UInt8]? = nil, post: any WebhookPosting, observer: (any WebhookObserver)? = nil, logger: Logger
    ) {
        self.init(
            feed: FindingsFeed(findings, filter), receiver: receiver, origin: origin, secret: secret, post: post,
            observer: observer, logger: logger)
    }

    /// The same of any changes.
    public init(
        feed: any WebhookFeed, receiver: String, origin: String, secret: [UInt8]? = nil, post: any WebhookPosting,
        observer: (any WebhookObserver)? = nil, logger: Logger
    ) {
        self.feed = feed
        self.receiver = receiver
        self.origin = origin
        self.secret = secret
        self.post = post
        self.observer = observer
        self.logger = logger
    }

    /// Goes on until the task is cancelled.
    /// - Parameters:
    ///   - pause: how long it waits where there is nothing to bring.
    ///   - random: from 0 to 1.
    ///   - sleep: waits; its error ends it.
    public func run(
        pause: Duration = .seconds(1), random: @Sendable () -> Double = { .random(in: 0...1) },
        sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) async {
        while !Task.isCancelled {
            var next = pause
            do throws(StoreError) {
                switch try await deliver() {
                case .upToDate: backoff.reset()
                case .delivered:
                    backoff.reset()
                    next = .zero
                case .failed(let answer):
                    next = backoff.next(random())
                    tell(answer, next)
                }
            } catch {
                next = backoff.next(random())
                logger.error("what a receiver is to be told cannot be read", metadata: ["error": "\(error.reason)"])
            }
            guard next > .zero else { continue }
            do { try await sleep(next) } catch { return }
        }
    }

    /// Brings the next changes that the receiver wants, at most one delivery.
    public func deliver() async throws(StoreError) -> Outcome {
        var cursor = try await feed.delivered(to: receiver)
        while !Task.isCancelled {
            guard let (wanted, last) = try await feed.page(after: cursor, limit: Self.changesMax) else {
                return .upToDate
            }
            let (changes, end) = Self.some(of: wanted, upTo: last)
            guard let first = changes.first?.number else {
                // What it does not want is behind it too.
                try await feed.markDelivered(upTo: last, to: receiver)
                cursor = last
                continue
            }
            let answer = await post.post(delivery(changes, first...end))
            guard answer.isAccepted else {
                let behind = try await self.behind(cursor)
                observer?.failed(behind: behind)
                return .failed(answer)
            }
            try await feed.markDelivered(upTo: end, to: receiver)
            let behind = try await self.behind(end)
            observer?.delivered(changes: changes.count, behind: behind)
            return .delivered(count: changes.count)
        }
        return .upToDate
    }

    private func behind(_ cursor: UInt64) async throws(StoreError) -> UInt64 {
        let last = try await feed.lastChange()
        return last > cursor ? last - cursor : 0
    }

    /// As many as one body holds, at least one, and up to which change that tells everything.
    private static func some(
        of changes: [(number: UInt64, json: JSONNode)], upTo last: UInt64
    ) -> (changes: [(number: UInt64, json: JSONNode)], end: UInt64) {
        var size = 0
        for (index, change) in changes.enumerated() {
            size += change.json.formatted().count
            if size > bytesMax, index > 0 { return (Array(changes[..<index]), changes[index - 1].number) }
        }
        return (changes, last)
    }

    private func delivery(_ changes: [(number: UInt64, json: JSONNode)], _ numbers: ClosedRange<UInt64>)
        -> WebhookDelivery
    {
        let body = JSONNode.object([("origin", .string(origin)), (feed.member, .array(changes.map(\.json)))])
            .formatted()
        return WebhookDelivery(
            body: body, numbers: numbers, signature: secret.map { WebhookSignature.text(of: body, secret: $0) })
    }

    private func tell(_ answer: WebhookAnswer, _ pause: Duration) {
        let what =
            switch answer {
            case .status(let status): "status \(status)"
            case .failed(let reason): reason
            }
        logger.warning(
            "the receiver of \(feed.member) did not take them",
            metadata: ["answer": "\(what)", "again in seconds": "\(pause.components.seconds)"])
    }
}

import NIOCore
import Synchronization

/// The connections that are open, up to a bound. A further one is always let in: it takes the place of one that has no request.
///
/// The one that has waited longest goes, of the address that has most of those: whoever opens many and sends nothing drives out
/// his own. Only where every connection has a request is the new one closed.
final class ConnectionTable: Sendable {
    private struct Entry {
        let connection: Connection
        let number: UInt64
        /// Since when it has no request, as a running number; nil while it has one.
        var waitingSince: UInt64?
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var number: UInt64 = 0

        mutating func next() -> UInt64 {
            number += 1
            return number
        }
    }

    private let countMax: Int
    private let state = Mutex(State())

    init(countMax: Int) {
        self.countMax = countMax
    }

    var count: Int { state.withLock { $0.entries.count } }

    /// The connection of a channel; nil where it is closed already.
    subscript(channel: any Channel) -> Connection? {
        state.withLock { $0.entries[ObjectIdentifier(channel)]?.connection }
    }

    /// Takes a connection in.
    func opened(_ connection: Connection) {
        let victim: Connection? = state.withLock { state in
            var victim: Connection?
            if state.entries.count >= countMax {
                guard let place = Self.victim(in: state.entries) else { return connection }
                victim = state.entries.removeValue(forKey: place)?.connection
            }
            let number = state.next()
            state.entries[ObjectIdentifier(connection.channel)] = Entry(
                connection: connection, number: number, waitingSince: number)
            return victim
        }
        victim?.channel.close(promise: nil)
    }

    func closed(_ channel: any Channel) {
        _ = state.withLock { $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// A request's head has come.
    func began(_ channel: any Channel) {
        state.withLock { $0.entries[ObjectIdentifier(channel)]?.waitingSince = nil }
    }

    /// The connection's last request is answered.
    func ended(_ channel: any Channel) {
        state.withLock { state in
            let number = state.next()
            state.entries[ObjectIdentifier(channel)]?.waitingSince = number
        }
    }

    private static func victim(in entries: [ObjectIdentifier: Entry]) -> ObjectIdentifier? {
        var counts: [String: Int] = [:]
        for entry in entries.values where entry.waitingSince != nil {
            counts[entry.connection.address, default: 0] += 1
        }
        guard let most = counts.max(by: { $0.value < $1.value })?.key else { return nil }
        return entries.filter { $1.waitingSince != nil && $1.connection.address == most }
            .min { $0.value.waitingSince! < $1.value.waitingSince! }?.key
    }
}

import Crypto
import HTTPTypes
import Synchronization
import Values

/// How often pages of codes were asked for lately, and from how many networks: a label that was copied betrays itself so. Coarse,
/// bounded and only in memory: no address is kept, and after a restart it begins anew.
///
/// Two generations: a code that nobody asks for any more is forgotten with the older one.
final class CodeLookups: Sendable {
    /// What is known of one code.
    struct Count: Hashable, Sendable {
        /// Times in these days.
        fileprivate(set) var times = 0
        /// Networks, at most `networksMax`.
        fileprivate(set) var networkCount = 0
    }

    private struct Day {
        let number: Int
        var times = 0
        /// Marks of networks, which say nothing without the salt.
        var networks: Set<UInt32> = []
    }

    private struct State {
        var young: [String: [Day]] = [:]
        var old: [String: [Day]] = [:]
    }

    /// Days that count, today among them.
    static let days = 7
    /// Networks that are told apart of one code and day.
    static let networksMax = 64
    private let codesMax: Int
    private let salt: [UInt8]
    private let state = Mutex(State())

    /// - Parameter codesMax: codes that are remembered at most.
    init(codesMax: Int = 20_000) {
        self.codesMax = max(2, codesMax)
        var random = SystemRandomNumberGenerator()
        salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Counts one look at a code's page, and says what is known of it then.
    func count(_ key: String, from address: String, at moment: Timestamp) -> Count {
        let today = Int(moment.milliseconds / 86_400_000)
        let network = mark(of: address)
        return state.withLock { state in
            var days = (state.young[key] ?? state.old[key] ?? []).filter { $0.number > today - Self.days }
            if days.last?.number != today { days.append(Day(number: today)) }
            let last = days.count - 1
            days[last].times += 1
            if let network, days[last].networks.count < Self.networksMax { days[last].networks.insert(network) }
            if state.young[key] == nil, state.young.count >= codesMax / 2 {
                state.old = state.young
                state.young = [:]
            }
            state.young[key] = days
            state.old[key] = nil
            return Count(
                times: days.reduce(0) { $0 + $1.times },
                networkCount: min(
                    Self.networksMax, days.reduce(into: Set<UInt32>()) { $0.formUnion($1.networks) }.count))
        }
    }

    /// How many codes are remembered.
    var codeCount: Int { state.withLock { $0.young.count + $0.old.count } }

    /// A mark of the network of an address: of IPv4 the first half, of IPv6 the first quarter; nil where it is none.
    private func mark(of address: String) -> UInt32? {
        let isSix = address.contains(":")
        let parts = address.split(separator: isSix ? ":" : ".", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return nil }
        let network = parts.prefix(2).joined(separator: ".").lowercased()
        let digest = Array(SHA256.hash(data: salt + Array(network.utf8)).prefix(4))
        return digest.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension CodeLookups.Count {
    /// For people, in bands; with what it may mean where one thing is asked for in many places.
    /// - Parameter isOneThing: whether the code names a single item.
    func sentences(isOneThing: Bool) -> [Wording] {
        let (often, places) = (Self.band(times), Self.band(networkCount))
        func counted(_ band: Wording, _ word: String) -> String { "\(band.en) \(word)\(band.en == "1" ? "" : "s")" }
        var sentences = [
            Wording(
                en:
                    "Pages of this code were asked for \(counted(often, "time")) in the last \(CodeLookups.days) days on this host, from \(counted(places, "network")).",
                zh: "最近 \(CodeLookups.days) 天，本主机上此码被查询 \(often.zh) 次，来自 \(places.zh) 个网络。")
        ]
        if isOneThing, networkCount > Self.networksOfOneThing {
            sentences.append(
                Wording(
                    en: "The code names one single item. Asked for from so many places it may stand on copied labels.",
                    zh: "此码只对应一件单品，却在多处被查询：标签可能被复制。"))
        }
        return sentences
    }

    private static let networksOfOneThing = 5

    private static func band(_ count: Int) -> Wording {
        switch count {
        case ...1: Wording(en: "1", zh: "1")
        case 2...5: Wording(en: "2 to 5", zh: "2–5")
        case 6...20: Wording(en: "6 to 20", zh: "6–20")
        case 21...100: Wording(en: "21 to 100", zh: "21–100")
        case 101...1000: Wording(en: "101 to 1000", zh: "101–1000")
        default: Wording(en: "more than 1000", zh: "1000 多")
        }
    }
}

extension RouteRequest {
    /// The address of whoever asks: where a proxy on this machine stands between, the last that it names.
    var askerAddress: String {
        guard address.isEmpty || address == "::1" || address.hasPrefix("127.") || address.hasPrefix("/"),
            let name = HTTPField.Name("x-forwarded-for"),
            let forwarded = headers[values: name].last?.split(separator: ",").last
        else { return address }
        return String(forwarded.drop { $0 == " " }.prefix(64))
    }
}

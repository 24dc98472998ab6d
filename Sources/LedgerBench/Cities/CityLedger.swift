import DerivedState
import Hosting
import Ledger
import LedgerTesting
import TransparencyLog
import Values

/// A ledger into which many cities' firms record: each device pushes once an hour what its events reached the host with.
///
/// The host's clock is the cities' own, so that everything arrives when the generator says, to the hour.
struct CityLedger {
    /// What one device brings in one hour.
    private struct Waiting {
        var bodies: [[UInt8]] = []
        /// The chain of each.
        var chains: [Int] = []
    }

    /// A chain of which not all has come.
    private struct Open {
        var missing: Int
        let eventCount: Int
        let codes: [String]
    }

    let ledger: BenchLedger
    private let clock: ManualClock
    private let telling: CityTelling
    private var days: ArraySlice<Int>
    /// By hour and device.
    private var hours: [Int64: [JournalName: Waiting]] = [:]
    private var devices: [JournalName: BenchEvents.Device] = [:]
    private var operators: Set<String> = []
    private var names: [String: String] = [:]
    private var acts: Set<CityChain.Act> = []
    /// Acts that are still to be put on the ledger.
    private var due: [AdminAct] = []
    private var open: [Int: Open] = [:]
    private var toldCount = 0
    private(set) var eventCount = 0
    private(set) var chainCount = 0
    /// Codes of chains that are on the ledger from beginning to end.
    private(set) var codes = CodeSample()

    /// Pushes under way at one time.
    private static let pushesAtOnce = 256
    private static let hour: Int64 = 3_600_000

    init(_ path: String, events: Int) async throws {
        telling = CityTelling(events: events)
        days = telling.days[...]
        // Those that are enrolled are a week before the first day.
        let clock = ManualClock(Timestamp(milliseconds: Int64((telling.days.first ?? 0) - 8) * 24 * Self.hour))
        self.clock = clock
        ledger = try await BenchLedger.open(path, devices: 0, now: { clock.now() })
    }

    var cityCount: Int { telling.cityCount }
    var operatorCount: Int { operators.count }
    var deviceCount: Int { devices.count }

    /// Goes on until the ledger has so many events, or the cities have told all.
    /// - Parameter progress: is told how many there are.
    mutating func fill(to count: Int, _ progress: (Int) -> Void) async throws {
        while eventCount < count {
            // What arrives before the next day's chains begin can be pushed now.
            let until = days.first.map { Int64($0) * 24 - 8 } ?? .max
            guard let next = hours.keys.min(), next < until else {
                guard let day = days.popFirst() else { return }
                for chain in await telling.chains(of: day) { take(chain) }
                continue
            }
            try await push(hours.removeValue(forKey: next) ?? [:], hour: next)
            progress(eventCount)
        }
        await ledger.host.index.flush()
    }

    private mutating func take(_ chain: CityTelling.Told) {
        guard !chain.events.isEmpty else { return }
        open[toldCount] = Open(missing: chain.events.count, eventCount: chain.events.count, codes: chain.codes)
        names.merge(chain.names) { first, _ in first }
        for act in chain.acts where acts.insert(act).inserted { take(act) }
        let earliest = clock.now().milliseconds / Self.hour
        for event in chain.events {
            let name = "\(event.operatorUSCC)/\(event.device)"
            guard let journal = JournalName(name) else { preconditionFailure(name) }
            // A chain may reach back some days before its first: then it comes as late as it is told.
            let hour = max(event.recordTime.milliseconds / Self.hour, earliest)
            hours[hour, default: [:]][journal, default: Waiting()].bodies.append(event.json)
            hours[hour]![journal]!.chains.append(toldCount)
        }
        toldCount += 1
    }

    /// Enrolments, roles and prefixes hold for all chains of a city; nobody is suspended for one of them.
    private mutating func take(_ act: CityChain.Act) {
        switch act {
        case .enrolled(let uscc): enrol(uscc)
        case .prefixAssigned(let prefix, let uscc):
            enrol(uscc)
            due.append(.prefixAssigned(uscc: uscc, prefix: prefix, from: clock.now()))
        case .roleGranted(let role, let uscc, let region):
            enrol(uscc)
            guard let granted = GrantedRole(role.rawValue, scope: region) else { preconditionFailure(region) }
            due.append(.roleGranted(uscc: uscc, role: granted, from: clock.now()))
        case .suspended, .reinstated: break
        }
    }

    private mutating func enrol(_ uscc: String) {
        guard operators.insert(uscc).inserted else { return }
        due.append(.operatorEnrolled(uscc: uscc, name: names[uscc] ?? uscc, from: clock.now()))
    }

    private mutating func push(_ waiting: [JournalName: Waiting], hour: Int64) async throws {
        clock.set(Timestamp(milliseconds: max(clock.now().milliseconds, (hour + 1) * Self.hour)))
        for journal in waiting.keys.sorted(by: { $0.description < $1.description }) where devices[journal] == nil {
            try enrol(journal)
        }
        for act in due { try await ledger.append(act) }
        due = []
        let sequencer = ledger.host.sequencer
        var left = waiting.makeIterator()
        let held = devices
        devices = try await withThrowingTaskGroup(of: BenchEvents.Device.self) { group in
            var (devices, underWay) = (held, 0)
            while true {
                if underWay < Self.pushesAtOnce, let (journal, brought) = left.next() {
                    let device = devices[journal]!
                    group.addTask {
                        var device = device
                        _ = try await sequencer.push(device.push(brought.bodies))
                        return device
                    }
                    underWay += 1
                } else if let device = try await group.next() {
                    devices[device.journal] = device
                    underWay -= 1
                } else {
                    return devices
                }
            }
        }
        for brought in waiting.values {
            eventCount += brought.bodies.count
            for chain in brought.chains { arrived(chain) }
        }
    }

    private mutating func arrived(_ chain: Int) {
        open[chain]!.missing -= 1
        guard let whole = open[chain], whole.missing == 0 else { return }
        open[chain] = nil
        chainCount += 1
        codes.take(whole.codes, eventCount: whole.eventCount)
    }

    private mutating func enrol(_ journal: JournalName) throws {
        enrol(journal.operatorUSCC)
        let seed = MerkleHash.leaf(journal.description.utf8).bytes
        let device = BenchEvents.Device(
            journal: journal, key: try SignerKey(name: journal.description, seed: seed))
        due.append(.deviceEnrolled(verifierKey: "\(device.key.verifierKey)", from: clock.now()))
        devices[journal] = device
    }
}

/// Codes drawn evenly from all chains that have come so far (reservoirs, from a seed).
struct CodeSample {
    /// One code a chain.
    private(set) var any: [String] = []
    /// Of chains of which the generator told nine to fourteen events: some of their codes have ten in their own chain.
    private(set) var long: [String] = []
    private var (anyCount, longCount) = (0, 0)
    private var random = SplitMix64(seed: 8)

    private static let (anyMax, longMax) = (20_000, 16_000)

    mutating func take(_ codes: [String], eventCount: Int) {
        guard let code = codes.randomElement(using: &random) else { return }
        Self.keep(code, in: &any, of: &anyCount, max: Self.anyMax, &random)
        guard (9...14).contains(eventCount) else { return }
        Self.keep(code, in: &long, of: &longCount, max: Self.longMax, &random)
    }

    private static func keep(
        _ code: String, in kept: inout [String], of count: inout Int, max: Int, _ random: inout SplitMix64
    ) {
        count += 1
        if kept.count < max {
            kept.append(code)
        } else {
            let place = Int.random(in: 0..<count, using: &random)
            if place < max { kept[place] = code }
        }
    }
}

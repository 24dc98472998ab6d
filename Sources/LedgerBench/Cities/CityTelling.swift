import Foundation
import LedgerTesting
import Values

/// Many cities' chains of the scenario generator, told day by day: which of them begin on a day, and what their firms record.
///
/// Every code, party and day is its own chain's: a city tells each number once, and no two cities have firms of one number or prefix.
struct CityTelling: Sendable {
    /// A chain as its city tells it.
    struct Told: Sendable {
        let events: [CityChain.Told]
        /// Of its operators, by USCC.
        let names: [String: String]
        /// What the host had put on the ledger about them.
        let acts: [CityChain.Act]
        /// The codes that the generator asks for, known on the ledger.
        let codes: [String]
    }

    /// A chain that is to be told.
    private struct Place: Sendable {
        let city: Int
        let number: Int
    }

    /// Beyond these numbers a city's firms would use the numbers of their logistic units again.
    private static let numbersMax = 10_000
    /// One chain in so many has a fault.
    private static let faultEvery = 20

    let chainCount: Int
    private let cities: [City]
    private let byDay: [Int: [Place]]

    /// Enough chains for about so many events, and some more.
    init(events: Int) {
        let first = City(seed: 1)
        let sample = (0..<960).map { Self.chain($0, in: first).events.count }
        let mean = Double(sample.reduce(0, +)) / Double(sample.count)
        chainCount = Int(Double(events) / mean * 1.05) + 1000
        var (cities, byDay): ([City], [Int: [Place]]) = ([], [:])
        var (seed, taken): (UInt64, Set<String>) = (1, [])
        while cities.count * Self.numbersMax < chainCount {
            let city = City(seed: seed)
            seed += 1
            let names = city.firms.flatMap { [$0.uscc, $0.companyPrefix] }
            guard taken.isDisjoint(with: names) else { continue }
            taken.formUnion(names)
            let numbers = min(Self.numbersMax, chainCount - cities.count * Self.numbersMax)
            for number in 0..<numbers {
                byDay[ChainTeller.firstDay(of: number, in: city), default: []].append(
                    Place(city: cities.count, number: number))
            }
            cities.append(city)
        }
        self.cities = cities
        self.byDay = byDay
    }

    /// Days since 1970-01-01 on which chains begin, ascending.
    var days: [Int] { byDay.keys.sorted() }

    var cityCount: Int { cities.count }

    private static func chain(_ number: Int, in city: City) -> CityChain {
        let isFaulty = number % faultEvery == faultEvery - 1
        let kinds = isFaulty ? ChainKind.faults : ChainKind.honest
        return kinds[(isFaulty ? number / faultEvery : number) % kinds.count].chain(in: city, number: number)
    }

    /// The chains that begin on a day, told on all cores.
    func chains(of day: Int) async -> [Told] {
        let places = byDay[day] ?? []
        let portion = 64
        return await withTaskGroup(of: [Told].self) { group in
            for start in stride(from: 0, to: places.count, by: portion) {
                group.addTask { places[start..<min(start + portion, places.count)].map(told) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func told(_ place: Place) -> Told {
        let chain = Self.chain(place.number, in: cities[place.city])
        let asked = chain.questions.filter { !$0.answers.contains(.unknown) }.map(\.code)
        return Told(events: chain.events, names: chain.operatorNames, acts: chain.acts.map { $0.act }, codes: asked)
    }
}

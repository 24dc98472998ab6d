import Codes
import EPCIS
import LedgerTesting
import Profiles
import Testing
import Values

/// The city itself: what it tells is sound, so that a finding in an honest chain is a finding too many.
@Suite struct CityChainTests {
    private static let city = City(seed: 7)
    private static let honest = ChainKind.honest.enumerated().map { $0.element.chain(in: city, number: $0.offset) }
    private static let spoilt = ChainKind.faults.enumerated().map { $0.element.chain(in: city, number: $0.offset) }

    @Test func theSameSeedTellsTheSameChains() {
        let (again, another) = (City(seed: 7), City(seed: 8))
        for (number, kind) in ChainKind.all.enumerated() {
            let (one, two) = (kind.chain(in: Self.city, number: number), kind.chain(in: again, number: number))
            #expect(one.events.map(\.json) == two.events.map(\.json), "\(kind.name)")
            #expect(one.events.map(\.recordTime) == two.events.map(\.recordTime), "\(kind.name)")
            let other = kind.chain(in: another, number: number)
            #expect(one.events.map(\.json) != other.events.map(\.json), "\(kind.name)")
        }
    }

    @Test func everyFirmHasNumbersThatHold() throws {
        let reader = CodeReader()
        for firm in Self.city.firms {
            _ = try reader.read(firm.uscc, as: "uscc")
            _ = try reader.read(firm.sscc(1))
            _ = try reader.read(firm.crate(1))
            _ = try reader.read("https://id.gs1.org/01/\(firm.gtin(1))")
            if let licence = firm.licence { _ = try reader.read(licence, as: "sc") }
        }
        #expect(Set(Self.city.firms.map(\.uscc)).count == Self.city.firms.count)
        #expect(Set(Self.city.firms.map(\.companyPrefix)).count == Self.city.firms.count)
    }

    /// Read strictly, with every code that it names, and complete by its profile.
    @Test func anHonestEventIsCompleteAndReadable() throws {
        let reader = CodeReader()
        for chain in Self.honest {
            for told in chain.events {
                let event: EPCISEvent
                do throws(EventError) {
                    event = try EPCISEvent(json: told.json)
                } catch {
                    Issue.record(
                        "\(chain.kind): \(error.problems.map(\.wording.en)) \(String(decoding: told.json, as: UTF8.self))"
                    )
                    continue
                }
                for code in event.writtenCodes { _ = try reader.read(code) }
                for problem in ProfileLibrary.builtIn.problems(in: event) {
                    Issue.record("\(chain.kind) \(event.bizStep ?? ""): \(problem.wording.en)")
                }
            }
        }
    }

    @Test func anHonestChainIsAskedAboutAndRight() {
        #expect(ChainKind.honest.count >= 24)
        for chain in Self.honest {
            #expect(!chain.questions.isEmpty && chain.rule == nil, "\(chain.kind)")
            for question in chain.questions {
                #expect(question.answers == [.valid] && question.rules.isEmpty, "\(chain.kind)")
                // Nothing has arrived after the question, but what was on its way.
                #expect(chain.events.allSatisfy { $0.recordTime <= question.moment }, "\(chain.kind)")
            }
            for told in chain.events { #expect(told.seenTime <= told.recordTime, "\(chain.kind)") }
        }
    }

    /// The table of `domain.md` without PROOF-1…5, which are about the ledger.
    @Test func everyRuleHasAFault() {
        var rules: Set<String> = []
        for question in Self.spoilt.flatMap(\.questions) {
            for rule in question.rules { rules.formUnion(rule.split(separator: "|").map(String.init)) }
        }
        let counts = [
            "CODE": 5, "LINK": 4, "MASS": 3, "TIME": 5, "DATA": 3, "FOOD": 3, "AQUA": 6, "MEAT": 7, "COLD": 2,
            "STATE": 4,
        ]
        for (group, count) in counts {
            for number in 1...count { #expect(rules.contains("\(group)-\(number)"), "\(group)-\(number)") }
        }
        #expect(Set(ChainKind.all.map(\.name)).count == ChainKind.all.count)
    }

    /// A fault is in an event that can be read; CODE-1 is in its codes.
    @Test func aSpoiltEventIsStillAnEvent() {
        for chain in Self.spoilt {
            #expect(!chain.questions.isEmpty, "\(chain.kind)")
            for told in chain.events {
                #expect(throws: Never.self, "\(chain.kind)") { try EPCISEvent(json: told.json) }
            }
        }
    }
}

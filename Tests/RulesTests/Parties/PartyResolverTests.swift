import Codes
import EPCIS
import Testing
import Values

@testable import Chains

@Suite struct PartyResolverTests {
    private static let gln = "4012345002256"
    private static let names = [
        "https://id.gs1.org/417/4012345002256", "https://id.gs1.org/414/4012345002256", "urn:epc:id:pgln:4012345.00225",
        "urn:epc:id:sgln:4012345.00225.0", "https://id.gs1.org/414/4012345002256/254/7",
        "urn:epc:id:sgln:4012345.00225.7",
    ]

    @Test(arguments: names) func everyFormOfAGLNIsOneParty(name: String) throws {
        #expect(PartyResolver().party(name) == .location(gln: Self.gln))
        let resolver = try PartyResolver(assignments: [Self.gln: plant])
        #expect(resolver.party(name) == .firm(uscc: plant))
        #expect(resolver.party(name) == resolver.party("urn:yima:uscc:\(plant)"))
        #expect(resolver.party(name).id == plant)
    }

    @Test func anotherGLNIsAnotherParty() throws {
        let resolver = try PartyResolver(assignments: [Self.gln: plant])
        let other = resolver.party("https://id.gs1.org/414/4012345000115")
        #expect(other == .location(gln: "4012345000115"))
        #expect(other.uscc == nil && other.id != plant)
    }

    @Test func otherPartiesAreKeptAsTheyAreAndCanBeAssigned() throws {
        let register = "urn:yima:gacc:CURY01032401010047"
        #expect(PartyResolver().party(register) == .other(register))
        #expect(try PartyResolver(assignments: [register: plant]).party(register) == .firm(uscc: plant))
        #expect(PartyResolver().party("urn:example:shop:1") == .other("urn:example:shop:1"))
        // A wrong check digit is the business of CODE-1; here it stands for itself.
        #expect(
            PartyResolver().party("https://id.gs1.org/417/4012345002257")
                == .other("https://id.gs1.org/417/4012345002257"))
    }

    @Test func anAssignmentThatIsNoneIsRefused() {
        #expect(throws: CodeError.self) { try PartyResolver(assignments: ["4012345002257": plant]) }
        #expect(throws: CodeError.self) { try PartyResolver(assignments: [Self.gln: "91350521M000200Y40"]) }
    }

    @Test func aPartyInSeveralRightsIsOne() throws {
        var event = EPCISEvent(
            kind: .object, eventTime: OffsetTime(moment: Timestamp(milliseconds: 0), offsetMinutes: 480))
        event.sourceList = [
            .init(type: "owning_party", id: "urn:yima:uscc:\(plant)"),
            .init(type: "possessing_party", id: Self.names[0]), .init(type: "possessing_party", id: Self.names[3]),
            .init(type: "location", id: "https://id.gs1.org/414/4012345000115"),
            .init(type: "possessing_party", id: "urn:yima:uscc:\(store)"),
        ]
        let resolver = try PartyResolver(assignments: [Self.gln: plant])
        #expect(resolver.parties(event, .source).map(\.id) == [plant, store])
        #expect(resolver.parties(event, .source, of: .owning).map(\.id) == [plant])
        #expect(resolver.parties(event, .source, of: .possessing).map(\.id) == [plant, store])
        #expect(resolver.parties(event, .destination).isEmpty)
        // Without the assignment the two names stay two parties, each seen once.
        #expect(PartyResolver().parties(event, .source).map(\.id) == [plant, "gln:\(Self.gln)", store])
    }
}

import Codes
import EPCIS
import Profiles
import Testing
import Values

@Suite struct `The example scenarios` {
    @Test(arguments: ExampleScenario.sound + ExampleScenario.branches)
    func `make strictly valid events that lack no required element`(name: String) throws {
        let scenario = ExampleScenario(name: name)
        var events = 0
        for source in try scenario.sources() {
            let profile = try #require(Profile.named(source.profile))
            for scan in try scenario.scans(of: source) {
                let event = try EPCISEvent(json: scan.event)
                #expect(
                    profile.problems(in: event) == [], "\(source.file): \(String(decoding: scan.event, as: UTF8.self))")
                #expect(scan.notices == [])
                #expect(event.dataElements["actorUscc"] == source.uscc)
                #expect(event.dataElements["profile"] == source.profile)
                events += 1
            }
        }
        #expect(events >= (ExampleScenario.sound.contains(name) ? 60 : 12))
    }

    @Test(arguments: ExampleScenario.sound)
    func `are taken in their spoilt variants too, where only the missing elements are noticed`(name: String) throws {
        let scenario = ExampleScenario(name: name + "-faults")
        let notices = try scenario.sources().flatMap { try scenario.scans(of: $0) }.flatMap(\.notices)
        // The biscuits are baked before their flour came, and four days before the day of production that they bear.
        #expect(notices.count { $0.wording.en.contains("is empty") } == 1)
        #expect(notices.count == (name == "packaged-food" ? 2 : 1), "\(notices)")
    }

    @Test(arguments: ExampleScenario.sound)
    func `refuse every row of refused.csv`(name: String) throws {
        let scenario = ExampleScenario(name: name + "-faults")
        let source = try #require(try scenario.sources().first)
        let (uscc, profileName) =
            name == "imported-beef" ? (source.uscc, "imported-meat") : (source.uscc, source.profile)
        let records = try scenario.records(of: "refused.csv")
        let profile = try #require(Profile.named(profileName))
        let mapper = try ScanMapper(profile: profile, operatorUSCC: uscc, header: records[0])
        #expect(records.count > 5)
        for record in records.dropFirst() {
            #expect(throws: ScanError.self, "line \(record.line)") { try mapper.scan(record) }
        }
    }

    /// Each profile that is shipped has an example that runs.
    @Test func `use every built-in profile`() throws {
        let used = try (ExampleScenario.sound + ExampleScenario.branches).flatMap { name in
            try ExampleScenario(name: name).sources().map(\.profile)
        }
        #expect(Set(used) == Set(ProfileLibrary.builtIn.profiles.map(\.id)))
    }

    @Test(arguments: ExampleScenario.sound + ExampleScenario.branches)
    func `name every lot and item by one identity in whatever form the devices wrote it`(name: String) throws {
        let scenario = ExampleScenario(name: name)
        let codes = CodeReader()
        for source in try scenario.sources() {
            for scan in try scenario.scans(of: source) {
                for written in try EPCISEvent(json: scan.event).writtenCodes {
                    #expect(try codes.read(written).uri == written)
                }
            }
        }
    }
}

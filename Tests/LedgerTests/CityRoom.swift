import Hosting
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values

/// Ledgers into which a city's firms wrote.
enum CityRoom {
    /// What somebody wrote into the ledger, and when.
    private enum Told {
        case event(CityChain.Told)
        case act(AdminAct)
    }

    /// A ledger into which the chains were written in the order in which they came.
    /// - Parameters:
    ///   - committing: how the ledger names states of its index; nil where it names none.
    ///   - meanwhile: is run now and then while they come.
    static func room(
        telling chains: [CityChain], committing: IndexCommitting? = nil,
        meanwhile: (LedgerRoom) async throws -> Void = { _ in }
    ) async throws -> LedgerRoom {
        let fixture = LedgerFixture()
        var devices: [String: DeviceFixture] = [:]
        var told: [(moment: Timestamp, told: Told)] = []
        for chain in chains {
            for event in chain.events {
                let name = "\(event.operatorUSCC)/\(event.device)"
                if devices[name] == nil {
                    let journal = try #require(JournalName(name))
                    let key = try SignerKey(name: name, seed: MerkleHash.leaf(name.utf8).bytes)
                    devices[name] = DeviceFixture(journal: journal, signer: key)
                }
                told.append((event.recordTime, .event(event)))
            }
            for (moment, act) in chain.acts {
                let acts = try adminActs(act, from: moment)
                told += acts.map { (moment, .act($0)) }
            }
        }
        let room = try await LedgerRoom.new(fixture: fixture, enrolled: [], committing: committing)
        for device in devices.values.sorted(by: { $0.journal.description < $1.journal.description }) {
            // A firm with two devices is enrolled once.
            for note in fixture.enrolment(of: device) { _ = try? await room.sequencer.append(adminNote: note) }
        }
        var pushCount = 0
        for (moment, told) in told.enumerated().sorted(by: {
            ($0.element.moment, $0.offset) < ($1.element.moment, $1.offset)
        }).map(\.element) {
            if moment > fixture.clock.now() { fixture.clock.set(moment) }
            switch told {
            case .event(let event):
                let name = "\(event.operatorUSCC)/\(event.device)"
                devices[name]!.record(body: event.json)
                let device = devices[name]!
                _ = try await room.sequencer.push(device.push(from: device.entries.count - 1))
                pushCount += 1
                if pushCount % 7 == 0 { try await meanwhile(room) }
            case .act(let act):
                // Several chains tell of the same act.
                _ = try? await room.sequencer.append(adminNote: fixture.note(act))
            }
        }
        return room
    }

    private static func adminActs(_ act: CityChain.Act, from moment: Timestamp) throws -> [AdminAct] {
        switch act {
        case .prefixAssigned(let prefix, let uscc): [.prefixAssigned(uscc: uscc, prefix: prefix, from: moment)]
        case .roleGranted(let role, let uscc, let region):
            [.roleGranted(uscc: uscc, role: try #require(GrantedRole(role.rawValue, scope: region)), from: moment)]
        // Who is suspended for one chain would be missed in the others.
        case .enrolled, .suspended, .reinstated: []
        }
    }
}

import EPCIS
import Evidence
import HostState
import LedgerTesting
import Testing
import TransparencyLog
import Values

/// The contract of `DisclosureStore`, for every store alike.
@Suite struct StoreConformanceDisclosureTests {
    private static func held(_ entry: UInt64, _ name: String, salt: UInt8 = 7) -> HeldDisclosure {
        HeldDisclosure(
            entry: entry,
            disclosure: Disclosure(name: name, value: "\(entry)", salt: Array(repeating: salt, count: 16)))
    }

    private static func erasure(_ held: HeldDisclosure, at milliseconds: Int64) -> DisclosureErasure {
        DisclosureErasure(
            entry: held.entry, digest: held.disclosure.digest, time: Timestamp(milliseconds: milliseconds))
    }

    private static func sorted(_ held: [HeldDisclosure]) -> [HeldDisclosure] {
        held.sorted { ($0.entry, $0.disclosure.digest.bytes.text) < ($1.entry, $1.disclosure.digest.bytes.text) }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsKeptIsThereAfterReopeningInOrder(kind: StoreKind) async throws {
        let place = try DisclosurePlace(kind)
        let all = [held(9, "price"), held(2, "price"), held(2, "voucherNo"), held(1 << 40, "price")]
        try await place.use { store async throws in
            #expect(try await store.keep(all) == KeptDisclosures(kept: 4))
            #expect(try await store.keep([all[1], held(3, "price")]) == KeptDisclosures(kept: 1, held: 1))
        }
        try await place.use { store async throws in
            #expect(try await store.disclosures(of: [9, 2]) == Self.sorted([all[0], all[1], all[2]]))
            #expect(try await store.disclosures(of: [4]).isEmpty)
            #expect(try await store.disclosures(from: 3, limit: 2) == [Self.held(3, "price"), all[0]])
            #expect(try await store.disclosures(from: 10, limit: 9) == [all[3]])
            #expect(try await store.disclosures(of: [.max]).isEmpty)
        }
    }

    private func held(_ entry: UInt64, _ name: String) -> HeldDisclosure { Self.held(entry, name) }

    @Test(arguments: StoreKind.allCases)
    func whatIsErasedIsGoneAndIsNeverTakenAgain(kind: StoreKind) async throws {
        let place = try DisclosurePlace(kind)
        let (price, voucher, neverBrought) = (held(2, "price"), held(2, "voucherNo"), held(5, "price"))
        try await place.use { store async throws in
            _ = try await store.keep([price, voucher])
            try await store.erase([Self.erasure(price, at: 1000), Self.erasure(neverBrought, at: 1000)])
        }
        try await place.use { store async throws in
            #expect(try await store.disclosures(of: [2, 5]) == [voucher])
            #expect(
                try await store.erasures(of: [2, 5])
                    == [Self.erasure(price, at: 1000), Self.erasure(neverBrought, at: 1000)])
            #expect(try await store.keep([price, neverBrought]) == KeptDisclosures(erased: 2))
            #expect(try await store.disclosures(of: [2, 5]) == [voucher])
            // The first erasure's time stays.
            try await store.erase([Self.erasure(price, at: 2000)])
            #expect(try await store.erasures(of: [2]) == [Self.erasure(price, at: 1000)])
        }
    }
}

extension StoreConformanceDisclosureTests {
    @Test(arguments: StoreKind.allCases)
    func marksHaveAnOrderThatNewOnesFollowWhateverTheClockDoes(kind: StoreKind) async throws {
        let place = try DisclosurePlace(kind)
        let first = Self.erasure(Self.held(9, "price"), at: 5000)
        let second = [Self.erasure(Self.held(1, "price"), at: 9000), Self.erasure(Self.held(1, "voucherNo"), at: 9000)]
            .sorted { $0.digest.bytes.text < $1.digest.bytes.text }
        try await place.use { store async throws in
            try await store.erase([first])
            try await store.erase(second)
            // The clock went back, and the entry comes before the others.
            try await store.erase([Self.erasure(Self.held(0, "price"), at: 10)])
            // What is marked already stays where it is.
            try await store.erase([first])
        }
        let all = [first] + second + [Self.erasure(Self.held(0, "price"), at: 9001)]
        try await place.use { store async throws in
            #expect(try await store.marks(after: nil, limit: 10) == all)
            for (place, mark) in all.enumerated() {
                #expect(try await store.marks(after: mark, limit: 2) == Array(all.dropFirst(place + 1).prefix(2)))
            }
        }
    }
}

extension [UInt8] {
    fileprivate var text: String { map { String(Int($0) + 256, radix: 16) }.joined() }
}

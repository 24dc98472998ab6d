import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

/// A supplier of one ingredient is in custody of the chain of what is made of it, and has no say over the other ingredients: what he
/// writes of goods that he never had condemns nobody's.
struct InsiderTests {
    private static let wheat = lot("W1")
    private static let bread = lot("B1")

    /// Bread of a farm's wheat and the oil of another firm.
    private func honest() -> Story {
        var story = Story()
        story.issue(kg("100", Self.wheat), by: farm, at: 0, elements: ["productionDate": "2026-02-20"])
        story.issue(kg("20", lot("O1")), by: store, at: 0)
        story.move(kg("100", Self.wheat), from: farm, to: plant, at: 2)
        story.move(kg("20", lot("O1")), from: store, to: plant, at: 2)
        story.make([kg("110", Self.bread)], from: [kg("100", Self.wheat), kg("20", lot("O1"))], by: plant, at: 6)
        story.move(kg("50", Self.bread), from: plant, to: shop, at: 8)
        return story
    }

    static let claims: [(name: String, say: @Sendable (inout Story) -> Void)] = [
        ("issued again", { $0.issue(kg("100", wheat), by: store, at: 1) }),
        ("issued before", { $0.issue(kg("100", wheat), by: store, at: -5) }),
        ("shipped elsewhere", { $0.ship(kg("100", wheat), from: store, to: shop, at: 1) }),
        ("shipped to nobody", { $0.ship(kg("100", wheat), from: store, to: nil, at: 1) }),
        ("received from the farm", { $0.receive(kg("100", wheat), by: store, from: farm, at: 4) }),
        ("received before it was made", { $0.receive(kg("100", wheat), by: store, from: farm, at: -4) }),
        ("received from nobody", { $0.receive(kg("100", wheat), by: store, from: nil, at: 4) }),
        ("sold", { $0.sell(kg("100", wheat), by: store, at: 1) }),
        ("destroyed", { $0.destroy(kg("100", wheat), by: store, at: 1) }),
        ("used up", { $0.make([kg("500", lot("X1"))], from: [kg("100", wheat)], by: store, at: 1) }),
        ("packed", { $0.pack([kg("100", wheat)], in: pallet, by: store, at: 1) }),
        ("tested before it was made", { $0.inspect(kg("1", wheat), by: store, at: -5) }),
        (
            "failed",
            {
                $0.inspect(kg("1", wheat), by: store, at: 1)
                $0.amendLast { $0.disposition = "non_conformant" }
            }
        ),
        (
            "recalled",
            {
                $0.add(.object, .observe, "holding", by: store, at: 1) { $0.list([kg("1", wheat)]) }
                $0.amendLast { $0.disposition = "recalled" }
            }
        ),
        ("held", { $0.add(.object, .observe, "holding", by: store, at: 1) { $0.list([kg("1", wheat)]) } }),
        (
            "of another day",
            {
                $0.inspect(kg("1", wheat), by: store, at: 4)
                $0.amendLast { $0.dataElements["productionDate"] = "2020-01-01" }
            }
        ),
        (
            "at a time to come",
            { $0.add(.object, .observe, "inspecting", by: store, at: 900_000) { $0.list([kg("1", wheat)]) } }
        ),
        (
            "by a broken code",
            {
                $0.inspect(kg("1", wheat), by: store, at: 4)
                $0.amendLast { $0.epcList.append("https://id.gs1.org/01/06901234567893/10/A1") }
            }
        ),
        (
            "with a malformed element",
            {
                $0.inspect(kg("1", wheat), by: store, at: 4)
                $0.amendLast { $0.dataElements = ["profile": "food", "expiry": "soon"] }
            }
        ),
    ]

    @Test(arguments: claims.indices) func whatHeSaysOfAnothersIngredientCondemnsNothing(index: Int) {
        let (name, say) = Self.claims[index]
        var story = honest()
        #expect(story.verdict(Self.bread) == .valid)
        say(&story)
        let grave = story.findings(Self.bread).filter { $0.severity != .info }
        #expect(grave.isEmpty, "\(name): \(grave.map { "\($0.rule) \($0.message.en)" })")
    }
}

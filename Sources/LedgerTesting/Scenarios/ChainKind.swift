/// A kind of chain that the city can tell: an honest one, or one with a fault.
package struct ChainKind: Sendable {
    package let name: String
    /// The rule that its fault breaks; nil where it is honest.
    package let rule: String?
    /// How many chains of it a round has.
    package let weight: Int
    let tell: @Sendable (inout ChainTeller) -> Void

    init(_ name: String, rule: String? = nil, weight: Int = 1, _ tell: @escaping @Sendable (inout ChainTeller) -> Void)
    {
        self.name = name
        self.rule = rule
        self.weight = weight
        self.tell = tell
    }

    /// A chain of this kind, the same for the same city and number.
    /// - Parameter firstDay: days since 1970-01-01 of its first day; without it a day of the summer of 2026.
    package func chain(in city: City, number: Int, firstDay: Int? = nil) -> CityChain {
        var teller = ChainTeller(city: city, number: number)
        if let firstDay { teller.firstDay = firstDay }
        tell(&teller)
        if rule == nil { teller.askForMore() }
        return teller.chain(kind: name, rule: rule)
    }

    package static let all: [ChainKind] = honest + faults + spoilt

    package static let honest: [ChainKind] = [
        ChainKind("farmed-croaker") { $0.farmedCroaker() },
        ChainKind("catch-of-a-trip") { $0.catchOfATrip() },
        ChainKind("chilled-salmon") { $0.chilledSalmon() },
        ChainKind("mixed-greens") { $0.mixedGreens() },
        ChainKind("pigs-to-pork") { $0.pigsToPork() },
        ChainKind("paddy-to-rice") { $0.paddyToRice() },
        ChainKind("nothing-to-write") { $0.nothingToWrite() },
        ChainKind("bakery-with-rework") { $0.bakeryWithRework() },
        ChainKind("kitchen-of-many-inputs") { $0.kitchenOfManyInputs() },
        ChainKind("brewed-in-parts") { $0.brewedInParts() },
        ChainKind("drums-as-input") { $0.drumsAsInput() },
        ChainKind("lot-of-two-lines") { $0.lotOfTwoLines() },
        ChainKind("thawed-in-water") { $0.thawedInWater() },
        ChainKind("meat-balls-with-ice-water") { $0.meatBallsWithIceWater() },
        ChainKind("cartons-and-kilograms") { $0.cartonsAndKilograms() },
        ChainKind("partial-deliveries") { $0.partialDeliveries() },
        ChainKind("refused-whole") { $0.refusedWhole() },
        ChainKind("refused-in-part") { $0.refusedInPart() },
        ChainKind("voided-shipment") { $0.voidedShipment() },
        ChainKind("returned-to-wholesaler") { $0.returnedToWholesaler() },
        ChainKind("returned-by-shoppers") { $0.returnedByShoppers() },
        ChainKind("corrected-by-declaration") { $0.correctedByDeclaration() },
        ChainKind("third-party-warehouse") { $0.thirdPartyWarehouse() },
        ChainKind("items-on-pallet") { $0.itemsOnPallet() },
        ChainKind("crate-goes-round") { $0.crateGoesRound() },
        ChainKind("pallet-unloaded-in-parts") { $0.palletUnloadedInParts() },
        ChainKind("lots-and-items") { $0.lotsAndItems() },
        ChainKind("split-merged-relabelled") { $0.splitMergedRelabelled() },
        ChainKind("imported-beef") { $0.importedBeef() },
        ChainKind("permit-used-up") { $0.permitUsedUp() },
        ChainKind("bought-outside") { $0.boughtOutside() },
        ChainKind("opening-stock") { $0.openingStock() },
        ChainKind("sampled-and-passed") { $0.sampledAndPassed() },
        ChainKind("hold-lifted") { $0.holdLifted() },
        ChainKind("expired-and-destroyed") { $0.expiredAndDestroyed() },
        ChainKind("stall-without-scanner") { $0.stallWithoutScanner() },
        ChainKind("scales-and-counts") { $0.scalesAndCounts() },
        ChainKind("clocks-differ") { $0.clocksDiffer() },
        ChainKind("offline-for-a-day") { $0.offlineForADay() },
        ChainKind("confirmed-at-the-last-minute") { $0.confirmedAtTheLastMinute() },
        ChainKind("cold-all-the-way") { $0.coldAllTheWay() },
        ChainKind("still-on-the-road") { $0.stillOnTheRoad() },
        ChainKind("between-own-sites") { $0.betweenOwnSites() },
        ChainKind("pallets-packed-anew") { $0.palletsPackedAnew() },
        ChainKind("frozen-for-later") { $0.frozenForLater() },
        ChainKind("parties-by-location-number") { $0.partiesByLocationNumber() },
        ChainKind("names-written-otherwise") { $0.namesWrittenOtherwise() },
        ChainKind("two-lots-in-one-unit") { $0.twoLotsInOneUnit() },
        ChainKind("oysters-by-piece-and-basket") { $0.oystersByPieceAndBasket() },
        ChainKind("boat-lands-twice") { $0.boatLandsTwice() },
        ChainKind("three-owners-on-a-pallet") { $0.threeOwnersOnAPallet() },
        ChainKind("returned-lunches") { $0.returnedLunches() },
        ChainKind("beef-labelled-anew") { $0.beefLabelledAnew() },
        ChainKind("dead-on-the-way") { $0.deadOnTheWay() },
        ChainKind("branch-receives") { $0.branchReceivesForHeadquarters() },
    ]
}

import Codes
import EPCIS
import Testing
import Values

@testable import Chains
@testable import Rules

let lotA = lot("A1")
let otherProduct = "https://id.gs1.org/01/06901234567908/10/B1"

/// A chain as firms really tell it, and what is to be found about a code of it.
struct TradeCase: Sendable, CustomTestStringConvertible {
    let name: String
    let code: String
    /// How long after its beginning it is judged.
    var hours: Double = 400
    /// Rules that must be found as violation or warning.
    var expected: Set<String> = []
    let tell: @Sendable (inout Story) -> Void

    var testDescription: String { name }

    static let names = [farm: "Farm", plant: "Plant", store: "Store", shop: "Shop", lab: "Lab"]

    static func owner(_ uscc: String, _ type: String = "owning_party") -> EPCISEvent.TypedReference {
        .init(type: type, id: "urn:yima:uscc:\(uscc)")
    }

    /// The violations and warnings.
    var grave: [Finding] {
        var story = Story()
        tell(&story)
        let now = Timestamp(milliseconds: Story.start + Int64(hours) * Story.hour)
        return Judge(now: now, operatorNames: Self.names).findings(in: story.chain(code)).filter {
            $0.severity != .info
        }
    }
}

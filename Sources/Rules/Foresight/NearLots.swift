package import Codes

/// Lots that somebody may have meant who wrote another one: what is given out under a lot that was never taken in, while one that is
/// written nearly so was.
package enum NearLots {
    /// The nearest of the lots of the same product, where one is so near that a slip of the hand explains it.
    ///
    /// Near is one character too many, too few or another, two that changed places, or letters and digits that look alike.
    package static func meant(by code: CanonicalCode, among known: [CanonicalCode]) -> CanonicalCode? {
        guard let lot = code.part("lot"), let product = code.productKey else { return nil }
        let near = known.filter { other in
            other.productKey == product && other.key != code.key
                && other.part("lot").map { isNear(Array(lot.unicodeScalars), Array($0.unicodeScalars)) } ?? false
        }
        return near.min { $0.key < $1.key }
    }

    /// So short a lot is a number of its own: `A1` and `A2` are no slip.
    private static let lengthMin = 4
    private static let longNumber = 8

    static func isNear(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
        guard left.count >= lengthMin, right.count >= lengthMin, abs(left.count - right.count) <= 1 else {
            return false
        }
        guard left.count == right.count else {
            let (short, long) = left.count < right.count ? (left, right) : (right, left)
            let place = zip(short, long).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? short.count
            // LOT1 and LOT11 are numbered on; of a long number a digit is easily left out.
            if ("0"..."9").contains(long[place]), long.count < longNumber { return false }
            return Array(short[place...]) == Array(long[(place + 1)...])
        }
        let differing = left.indices.filter { left[$0] != right[$0] }
        switch differing.count {
        // Lots are numbered on: another digit in place of a digit is another lot.
        case 1: return !areNumberedOn(left[differing[0]], right[differing[0]])
        case 2:
            let (first, second) = (differing[0], differing[1])
            return second == first + 1 && left[first] == right[second] && left[second] == right[first]
        default: return differing.count > 0 && differing.allSatisfy { looks(left[$0]) == looks(right[$0]) }
        }
    }

    private static func areNumberedOn(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
        let bothDigits = ("0"..."9").contains(left) && ("0"..."9").contains(right)
        let bothLetters = left.properties.isAlphabetic && right.properties.isAlphabetic
        return bothDigits || bothLetters
    }

    /// What a character is easily taken for.
    private static func looks(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "O", "o", "Q", "D": "0"
        case "I", "l", "i", "|": "1"
        case "Z", "z": "2"
        case "S", "s": "5"
        case "B": "8"
        default: scalar
        }
    }
}

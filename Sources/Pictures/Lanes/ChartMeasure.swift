/// Widths of text in whatever sans-serif font the reader has, never too narrow: of ASCII the wider of DejaVu Sans (the widest of the
/// common ones) and Noto Sans CJK, of Chinese a whole em, of other scripts more than their widest letters.
struct ChartMeasure: TextMeasure {
    func width(of text: String, isBold: Bool) -> Double {
        text.unicodeScalars.reduce(0) { $0 + Self.width($1, isBold) }
    }

    private static func width(_ scalar: Unicode.Scalar, _ isBold: Bool) -> Double {
        if scalar.value < 0x7F {
            guard scalar.value >= 0x20 else { return 0 }
            return Double((isBold ? bold : regular)[Int(scalar.value) - 0x20]) / 1000
        }
        switch scalar.value {
        // Chinese, Japanese, Korean; the marks that a Chinese font has.
        case 0x2E80...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
            return 1
        case 0xA0...0x17F, 0x2010...0x2027, 0x2190...0x21FF: return isBold ? 1.15 : 1.05
        // Ligatures that stand for whole sentences, and scripts of wide signs.
        case 0xFDF0...0xFDFF, 0x12000...0x1254F, 0x13000...0x1345F: return 12
        case 0x2E00...0x2E7F, 0x2030...0x2031: return 2.6
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: return 0
            default: return 1.6
            }
        }
    }

    /// Whether a line has signs of which no measure is sure: it is cut off at the edge of its box besides.
    static func isUncertain(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x20...0x7E, 0xA0...0x17F, 0x2010...0x2027, 0x2190...0x21FF, 0x2E80...0x9FFF, 0xAC00...0xD7A3,
                0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
                false
            default: true
            }
        }
    }

    /// U+0020…U+007E in thousandths of an em.
    private static let regular = [
        318, 401, 474, 838, 637, 951, 780, 278, 391, 391, 500, 838, 318, 361, 318, 392, 637, 637, 637, 637, 637, 637,
        637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632, 576, 775, 752, 295, 535,
        656, 558, 863, 749, 788, 633, 788, 695, 635, 611, 732, 685, 989, 686, 611, 686, 391, 392, 391, 838, 559, 606,
        613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 284, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592,
        818, 592, 592, 525, 637, 337, 637, 838,
    ]

    private static let bold = [
        349, 457, 574, 838, 696, 1002, 873, 325, 458, 458, 523, 838, 380, 416, 380, 387, 696, 696, 696, 696, 696,
        696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581, 1007, 774, 763, 734, 831, 684, 684, 821, 837, 373,
        568, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 387, 458, 838,
        567, 626, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596,
        479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
    ]
}

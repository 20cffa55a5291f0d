"""Spanish of Mexico: «1 de marzo de 2026», decimal point, comma between thousands."""

DATE_FORMAT = r"j \d\e F \d\e Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"
YEAR_MONTH_FORMAT = r"F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
SHORT_DATE_FORMAT = r"j b Y"
SHORT_DATETIME_FORMAT = r"j b Y, H:i"
WEEKDAY_FORMAT = r"l j \d\e F \d\e Y"
SHORT_WEEKDAY_FORMAT = "D j b"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d de %B de %Y"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

package com.example.points;

/** A class that others name and the app does not hold. */
public class LeftOut {}
